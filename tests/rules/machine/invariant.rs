//! What must hold of a desk, each in a sentence for the office, and what it is when one does not.

use super::*;

/// What must hold whatever is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Invariant {
    ClockRuns,
    StepsFollow,
    EndedStays,
    DutiesApart,
    NotOnesOwn,
    OneActive,
    TmtHasCome,
    SentWhole,
    ReplayAgrees,
    UndoRestores,
    OfferedIsAdmitted,
    WaitsForWhoMay,
    OneSheet,
    TwiceIsTold,
    LookedFirst,
    Recorded,
}

impl Invariant {
    /// The rule, as the office says it.
    pub fn sentence(self) -> &'static str {
        match self {
            Invariant::ClockRuns => "tepat satu waktu berjalan, dan hanya selama giliran meja ini",
            Invariant::StepsFollow => {
                "setiap langkah dibuka setelah datang dan selesai setelah dibuka"
            }
            Invariant::EndedStays => "permohonan yang sudah berakhir tidak bergerak lagi",
            Invariant::DutiesApart => {
                "satu orang tidak bertindak dalam dua golongan tugas pada satu permohonan"
            }
            Invariant::NotOnesOwn => "tidak seorang pun bertindak atas permohonannya sendiri",
            Invariant::OneActive => "seseorang memegang paling banyak satu sertifikat aktif",
            Invariant::TmtHasCome => "pencabutan tidak dikirim sebelum TMT-nya",
            Invariant::SentWhole => {
                "yang dikirim tidak berhalangan, dan semua dokumen wajibnya sesuai"
            }
            Invariant::ReplayAgrees => {
                "semua peristiwa yang dibaca ulang memberi catatan yang sama"
            }
            Invariant::UndoRestores => "yang diurungkan kembali seperti sebelumnya",
            Invariant::OfferedIsAdmitted => {
                "yang ditawarkan diterima, dan yang diterima ditawarkan"
            }
            Invariant::WaitsForWhoMay => "yang menunggu seorang petugas boleh ia kerjakan",
            Invariant::OneSheet => "setiap nama berada di tepat satu lembar, di tempat lembar itu",
            Invariant::TwiceIsTold => {
                "permohonan kedua yang sejenis dari orang yang sama diberi tanda"
            }
            Invariant::LookedFirst => "berkas dinyatakan sesuai hanya setelah dibuka",
            Invariant::Recorded => {
                "setiap tindakan tercatat sekali, dan yang ditolak tidak mengubah apa pun"
            }
        }
    }
}

/// An invariant that does not hold: of which record, and what shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    pub invariant: Invariant,
    pub record: RecordId,
    pub shown: String,
}

/// What a check finds.
pub type Held = Result<(), Broken>;

/// Whether it holds, else what is broken.
pub fn holds(
    so: bool,
    invariant: Invariant,
    record: RecordId,
    shown: impl FnOnce() -> String,
) -> Held {
    match so {
        true => Ok(()),
        false => Err(Broken {
            invariant,
            record,
            shown: shown(),
        }),
    }
}
