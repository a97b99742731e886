//! What a newer minor version adds is read past.

use callkit::call::message::{Ahead, Body, Join, Media};
use callkit::wire::decode;

use crate::messages::{all, envelope, text};

#[test]
fn unknown_fields_of_any_shape_are_read_past() {
    for added in [
        r#""new":1"#,
        r#""new":null"#,
        r#""new":-1.5e-3"#,
        r#""new":[1,"two",{"three":[]}]"#,
        r#""new":{"v":2,"k":"cancel"}"#,
        r#""":"""#,
        r#""нове":"поле""#,
    ] {
        for (body, kind, own) in all() {
            let fields = match own {
                "" => added.to_owned(),
                _ => format!("{added},{own}"),
            };
            assert_eq!(decode(&text(kind, &fields)), Ok(envelope(body)), "{added}");
        }
    }
}

#[test]
fn what_only_groups_need_may_be_absent() {
    let read = decode(&text("join", r#""m":3,"mic":true"#));

    let media = Media {
        counter: 3,
        microphone: true,
        ..Media::default()
    };
    let join = Join {
        media,
        ..Join::default()
    };
    assert_eq!(read, Ok(envelope(Body::Join(Box::new(join)))));
}

#[test]
fn white_space_and_the_order_of_fields_mean_nothing() {
    let spaced = " {\n\t\"n\" : 7 ,\r\n \"b\":3, \"t\":\"bob\",\"d\":\"alice\" ,\"c\":\"call\",\"a\":\"app\",\"k\":\"away\",\"v\":1 } \n";

    assert_eq!(decode(spaced), Ok(envelope(Body::Away)));
}

#[test]
fn null_means_absent_where_a_field_may_be_absent() {
    let read = decode(&text("confirm-ring", r#""r":1,"left":null"#));

    let left = None;
    assert_eq!(
        read,
        Ok(envelope(Body::ConfirmRing {
            load: 0,
            round: 1,
            left,
            path: Ahead::Nothing
        }))
    );
}

#[test]
fn the_first_of_two_fields_with_one_name_counts() {
    let read = decode(&text("alert", r#""r":1,"r":2"#));

    assert_eq!(
        read,
        Ok(envelope(Body::Alert {
            round: 1,
            path: Ahead::Nothing
        }))
    );
}

#[test]
fn the_first_counts_also_where_the_fields_stand_in_their_order() {
    let head = r#""v":1,"k":"alert","a":"app","c":"call","d":"alice","b":3"#;
    let first = decode(&format!(r#"{{{head},"t":"bob","n":7,"r":2,"path":1}}"#));
    for second in [
        format!(r#"{{{head},"t":"bob","t":"eve","n":7,"n":8,"r":2,"r":3,"path":1}}"#),
        r#"{"v":1,"v":2,"k":"alert","k":"away","a":"app","c":"call","d":"alice","b":3,"t":"bob","n":7,"r":2,"path":1}"#.into(),
        format!(r#"{{{head},"t":"bob","n":7,"r":2,"path":1,"v":2,"k":"away","a":"b","d":"eve"}}"#),
        format!(r#"{{{head},"n":7,"t":"bob","n":8,"t":"eve","path":1,"path":2,"r":2,"r":3}}"#),
    ] {
        assert_eq!(decode(&second), first, "{second}");
    }
    assert!(first.is_ok());
}
