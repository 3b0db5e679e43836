//! Panels that float over others: questions, the menu, the palette, help, progress, forms, texts.

pub mod choose;
pub mod confirm;
pub mod form_layer;
pub mod help;
pub mod palette;
pub mod progress;
pub mod text_layer;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

/// The room of a floating layer: as wanted, in the middle of the screen, never beyond it.
pub fn centred(within: Rect, wanted: Size) -> Rect {
    let width = wanted.width.min(within.width);
    let height = wanted.height.min(within.height);
    Rect {
        x: within.x + (within.width - width) / 2,
        y: within.y + (within.height - height) / 2,
        width,
        height,
    }
}

/// Empties the room of a layer, so that nothing beneath shines through.
pub fn clear(area: Rect, buf: &mut Buffer) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
            }
        }
        // The first half of a wide character left of the layer would spill into it.
        let left = area
            .left()
            .checked_sub(1)
            .and_then(|x| buf.cell_mut((x, y)));
        if let Some(cell) = left
            && crate::text::width(cell.symbol()) > 1
        {
            cell.set_symbol(" ").set_style(Style::new());
        }
    }
}
