#![allow(clippy::unwrap_used)]
use super::*;
use crate::domain::act::Seen;
use crate::domain::ids::Agenda;
use crate::domain::policy::{LetterCase, Organization, PortalColumn};
use crate::policy_file::babel;

fn name(n: u32, name: &str, agency: &str) -> PortalName {
    let agenda = Agenda {
        year: 2026,
        number: n,
    };
    PortalName {
        request: Seen {
            id: agenda.line(1),
            revision: 3,
        },
        ready: true,
        prepared: false,
        name: name.to_owned(),
        email: format!("Orang{n}@BabelProv.go.id"),
        nip: "19870412 201001 2 015".to_owned(),
        phone: "08127170001".to_owned(),
        post: "Pranata Komputer".to_owned(),
        agency: agency.to_owned(),
        files: Vec::new(),
        elsewhere: Vec::new(),
    }
}

fn tables(package: &Package) -> Vec<(&str, &str)> {
    let files = package.files.iter().take(package.tables);
    files
        .map(|file| (file.path.to_str().unwrap(), file.text.as_str()))
        .collect()
}

#[test]
fn a_file_is_as_the_portal_wants_it() {
    let policy = babel();
    let all = [
        name(1, "Drs. H. Ratih Maharani, S.Kom., M.M.", "Dinas Kesehatan"),
        name(2, "SITI NUR'AINI", "Dinas Kesehatan"),
    ];
    let all: Vec<&PortalName> = all.iter().collect();
    let made = package(&all, &policy, &Words::default());
    let [(path, text)] = tables(&made)[..] else {
        panic!("one file: {made:?}")
    };
    assert!(path.ends_with("-1.csv") && !path.contains(' '), "{path}");
    assert_eq!(
        text,
        "nama,emailAddress\nratih maharani,orang1@babelprov.go.id\n\"siti nur'aini\",orang2@babelprov.go.id\n"
    );
}

#[test]
fn its_shape_is_the_offices_to_set() {
    let mut policy = babel();
    policy.portal.delimiter = ';';
    policy.portal.bom = true;
    policy.portal.titles = true;
    policy.portal.letters = LetterCase::Upper;
    policy.portal.columns.push(PortalColumn {
        header: "NIP".to_owned(),
        field: PortalField::Nip,
    });
    let one = name(1, "Ratih Maharani, S.Kom.", "Dinas Kesehatan");
    let made = package(&[&one], &policy, &Words::default());
    assert_eq!(
        tables(&made)[0].1,
        "\u{feff}nama;emailAddress;NIP\nRATIH MAHARANI, S.KOM.;ORANG1@BABELPROV.GO.ID;198704122010012015\n"
    );
}

#[test]
fn names_of_nine_agencies_leave_in_files_of_their_organisation() {
    let mut policy = babel();
    let agencies: Vec<String> = policy
        .agencies
        .iter()
        .take(9)
        .map(|a| a.name.clone())
        .collect();
    assert_eq!(agencies.len(), 9);
    let all: Vec<PortalName> = (0..250)
        .map(|n| name(n, &format!("Orang {n}"), &agencies[n as usize % 9]))
        .collect();
    let all: Vec<&PortalName> = all.iter().collect();
    let rows = |made: &Package| -> Vec<usize> {
        let tables = tables(made);
        tables
            .iter()
            .map(|(_, text)| text.lines().count() - 1)
            .collect()
    };
    let made = package(&all, &policy, &Words::default());
    assert_eq!(rows(&made), [100, 100, 50]);
    policy.portal.organizations.push(Organization {
        name: "Pemerintah Kota Contoh".to_owned(),
        agencies: vec![agencies[0].clone()],
    });
    let made = package(&all, &policy, &Words::default());
    assert_eq!(rows(&made), [28, 100, 100, 22]);
    assert_eq!(tables(&made)[0].0, "pemerintah-kota-contoh-1.csv");
}

#[test]
fn attachments_lie_beside_and_what_the_portal_refuses_is_told() {
    let policy = babel();
    let mut one = name(1, "Ratih Maharani", "Dinkes");
    one.files = vec![
        PortalFile {
            document: DocumentKey::Ktp,
            name: "../scan ktp.JPG".to_owned(),
            bytes: 1_000_000,
        },
        PortalFile {
            document: DocumentKey::SelfieKtp,
            name: "selfie".to_owned(),
            bytes: 1_000_001,
        },
    ];
    one.elsewhere = vec![DocumentKey::Sk];
    let made = package(&[&one], &policy, &Words::default());
    let paths: Vec<&str> = made
        .attachments
        .iter()
        .map(|file| file.path.to_str().unwrap())
        .collect();
    assert_eq!(
        paths,
        [
            "lampiran/0001.01-2026-ratih-maharani/ktp.jpg",
            "lampiran/0001.01-2026-ratih-maharani/selfie-ktp"
        ]
    );
    assert_eq!(made.too_large(), 1);
    let about = &made.files.last().unwrap().text;
    assert!(about.contains("selfie-ktp (1001 kB)"), "{about}");
    assert!(
        about.contains("Fotokopi SK") && about.contains("Nama, Email dinas"),
        "{about}"
    );
    let holders = &made.files[made.files.len() - 2].text;
    // The agency by its full name, in the letters of the portal.
    let full = policy.agency("Dinkes").unwrap().name.to_lowercase();
    assert!(holders.contains(&full), "{holders}");
    assert!(holders.contains("pranata komputer"), "{holders}");
}
