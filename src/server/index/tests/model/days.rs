//! What falls on a day.

use super::*;

impl Model {
    pub fn day(&self, day: Day, context: &Context) -> Vec<Row> {
        let mut certificates = self.certificates();
        certificates.sort_by_key(|row| (row.not_after, row.id));
        let (mut live, mut skipped) = (Vec::new(), Vec::new());
        let mut expiring = |what: DueKind, before: u16, live: &mut Vec<Row>| {
            for row in &certificates {
                if row.not_after.day() == day + chrono::Days::new(u64::from(before)) {
                    let line = due_certificate(what, row, context);
                    if good(row) {
                        live.push(line)
                    } else {
                        skipped.push(line)
                    }
                }
            }
        };
        expiring(DueKind::Expiry, 0, &mut live);
        let request = |what, row: &RequestRow| due_request(what, row, context);
        for row in self.requests() {
            if context.days(row).due == Some(day) {
                let what = match row.stage {
                    Stage::Returned | Stage::AccountCheck | Stage::CheckFailed => DueKind::Lapse,
                    Stage::Asleep => DueKind::Effective,
                    _ => DueKind::Activation,
                };
                live.push(request(what, row));
            }
        }
        for row in self.requests() {
            if context.days(row).remind == Some(day) {
                live.push(request(DueKind::Remind, row));
            }
        }
        for days_after in [1, 5, 7] {
            for row in self.requests() {
                let link = row.link.map(|link| link + chrono::Days::new(days_after));
                if link == Some(day) {
                    let days_after = days_after as u16;
                    live.push(request(DueKind::ActivationNotice { days_after }, row));
                }
            }
        }
        let changed = u64::from(context.policy.deadlines.passphrase_days);
        for before in &context.policy.notices.passphrase_days_before {
            for row in self.certificates() {
                let what = DueKind::Passphrase {
                    days_before: *before,
                };
                let back = chrono::Days::new(changed - u64::from(*before));
                let lives = good(row) && day <= row.not_after.day();
                if lives && row.passphrase == Some(day - back) {
                    live.push(due_certificate(what, row, context));
                }
            }
        }
        for before in &context.policy.notices.expiry_days_before {
            let what = DueKind::Notice {
                days_before: *before,
            };
            expiring(what, *before, &mut live);
        }
        live.append(&mut skipped);
        live
    }

    pub fn counts(&self, context: &Context) -> Counts {
        let count = |list| self.list(&Query::of(list), context).len() as u32;
        let day = |row: &DayCount| row.expiries + row.activations;
        let month = self.calendar(context.today(), 30, context);
        let changed = chrono::Days::new(u64::from(context.policy.deadlines.passphrase_days));
        let passphrases = self.certificates().into_iter().filter(|row| {
            let due = row.passphrase.map(|day| day + changed);
            let due = due.filter(|due| *due <= row.not_after.day());
            good(row) && due.is_some_and(|due| month.iter().any(|row| row.day == due))
        });
        Counts {
            waiting: count(List::Waiting),
            requests: self.open().len() as u32,
            sheets: self.sheets().len() as u32,
            verification: count(List::Verification),
            certificates: self.certificates().len() as u32,
            calendar: month.iter().map(day).sum::<u32>() + passphrases.count() as u32,
        }
    }

    pub fn calendar(&self, first: Day, days: u64, context: &Context) -> Vec<DayCount> {
        let all = (0..days).map(|day| first + chrono::Days::new(day));
        all.map(|day| {
            let mut count = DayCount {
                day,
                expiries: 0,
                notices: 0,
                activations: 0,
                passphrases: 0,
                holiday: !context.calendar.is_working_day(day),
            };
            for row in self.day(day, context) {
                match row {
                    Row::Due(DueLine { skipped: true, .. }) => {}
                    Row::Due(line) => match line.what {
                        DueKind::Expiry => count.expiries += 1,
                        DueKind::Notice { .. }
                        | DueKind::Remind
                        | DueKind::ActivationNotice { .. } => count.notices += 1,
                        DueKind::Activation | DueKind::Lapse | DueKind::Effective => {
                            count.activations += 1
                        }
                        DueKind::Passphrase { .. } => count.passphrases += 1,
                        DueKind::Credential { .. } | DueKind::Agreement { .. } => {
                            panic!("the office has no rows")
                        }
                    },
                    other => panic!("{other:?} falls on no day"),
                }
            }
            count
        })
        .collect()
    }
}

fn due_request(what: DueKind, row: &RequestRow, context: &Context) -> Row {
    Row::Due(DueLine {
        what,
        record: RecordId::Request(row.no),
        name: row.name.clone(),
        agency: row.agency.clone(),
        days_left: left_of(row, context),
        nearness: context.nearness(left_of(row, context)),
        skipped: false,
    })
}

fn due_certificate(what: DueKind, row: &CertificateRow, context: &Context) -> Row {
    Row::Due(DueLine {
        what,
        record: RecordId::Certificate(row.id),
        name: row.name.clone(),
        agency: row.agency.clone(),
        days_left: row.days_left(context.today()),
        nearness: context.nearness(row.days_left(context.today())),
        skipped: !good(row),
    })
}
