//! What officers chose for their own screens.

use super::*;

pub(super) fn a_choice_comes_with_the_next_greeting_of_its_officer_alone() {
    let bench = Bench::new(false);
    let admin = bench.seated(1, FOUNDER);
    bench.add_second(&admin, Position::Verifikator);
    let second = bench.seated(2, SECOND);
    let choose = |key: &str, value: Option<&str>| Command::Choose {
        key: key.to_owned(),
        value: value.map(str::to_owned),
    };
    let told = bench.act(&second, choose("language", Some("tlh")));
    assert_eq!(refused(&told), "invalid");
    for _ in 0..2 {
        bench.done(&second, choose("language", Some("en")));
    }
    bench.done(&second, choose("filters-requests:Saya", Some("saya:")));
    let again = bench.seated(3, SECOND).session.welcome.choices.clone();
    assert_eq!(again.get("language"), Some("en"));
    assert_eq!(again.get("filters-requests:Saya"), Some("saya:"));
    let other = bench.seated(4, FOUNDER).session.welcome.choices.clone();
    assert_eq!(other.get("language"), None);
    bench.done(&second, choose("language", None));
    let later = bench.seated(5, SECOND).session.welcome.choices.clone();
    assert_eq!(later.get("language"), None);
    assert_eq!(bench.events(&admin, "chose").len(), 3, "once each");
}
