//! The operating system's accounts.

use crate::domain::officer::Account;

/// The account that runs this program.
pub fn own() -> Account {
    let uid = uzers::get_current_uid();
    let name = uzers::get_user_by_uid(uid).map_or_else(
        || format!("uid {uid}"),
        |user| user.name().to_string_lossy().into_owned(),
    );
    Account { uid, name }
}

/// The number of a group of this name.
pub fn group(name: &str) -> Option<u32> {
    uzers::get_group_by_name(name).map(|group| group.gid())
}
