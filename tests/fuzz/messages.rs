//! Arbitrary messages, of every kind, with every field at and within its bounds.

use callkit::call::limits;
use callkit::call::message::{
    Ahead, Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Invitation, Join,
    LeaveReason, Media, Present, Roster, Step, Turn, Verdict,
};
use callkit::call::name::{CallType, ChatType, MemberState, Text};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// The few names that people, devices and calls have, so that what is arbitrary is often about the same.
pub const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "mallory"];
pub const DEVICES: [&str; 5] = ["a1", "a2", "b1", "b2", "c1"];
pub const CALLS: [&str; 3] = ["call 1", "call 2", "call 3"];
pub const ROOMS: [&str; 2] = ["room", "other room"];

pub fn name<T: for<'t> From<&'t str> + std::fmt::Debug + 'static>(
    known: &'static [&'static str],
) -> impl Strategy<Value = T> {
    prop_oneof![9 => select(known).prop_map(|text| T::from(text)), 1 => any_name()]
}

fn any_name<T: for<'t> From<&'t str> + std::fmt::Debug + 'static>() -> impl Strategy<Value = T> {
    "\\PC{1,64}".prop_map(|text| T::from(&text))
}

pub fn text(most: usize) -> impl Strategy<Value = Text> {
    any::<String>().prop_map(move |text| {
        let end = (0..=text.len().min(most)).rev();
        let end = end.into_iter().find(|end| text.is_char_boundary(*end));
        Text::from(&text[..end.unwrap_or(0)])
    })
}

fn json<T: From<Text> + std::fmt::Debug>() -> impl Strategy<Value = Option<T>> {
    option::of(text(limits::EXT).prop_map(T::from))
}

pub fn small() -> impl Strategy<Value = u32> {
    prop_oneof![6 => 0..4u32, 2 => 0..70u32, 1 => any::<u32>(), 1 => Just(u32::MAX)]
}

fn left() -> impl Strategy<Value = Option<u64>> {
    option::of(prop_oneof![0..60_000u64, 0..=(1u64 << 53)])
}

pub fn kind() -> impl Strategy<Value = CallType> {
    (0..4u32).prop_map(|number| CallType::from_number(number).expect("a kind"))
}

fn chat() -> impl Strategy<Value = ChatType> {
    (0..3u32).prop_map(|number| ChatType::from_number(number).expect("a chat"))
}

pub fn state() -> impl Strategy<Value = MemberState> {
    use MemberState::*;
    select(vec![
        Inviting,
        Delivered,
        Ringing,
        Joining,
        Joined,
        Reconnecting,
        Refused,
        Busy,
        Timeout,
        Cancelled,
        Left,
        Lost,
    ])
}

fn verdict() -> impl Strategy<Value = Verdict> {
    select(vec![Verdict::Accept, Verdict::Refuse, Verdict::Busy])
}

pub fn media() -> impl Strategy<Value = Media> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (small(), flags, small()).prop_map(|(counter, (microphone, camera, screen, pending), turn)| {
        Media {
            counter,
            microphone,
            camera,
            screen,
            pending,
            turn,
        }
    })
}

fn epoch() -> impl Strategy<Value = u32> {
    small().prop_map(|number| number.min(limits::EPOCH))
}

fn roster() -> impl Strategy<Value = Roster> {
    let present = || {
        let who = (name(&PEOPLE), name(&DEVICES), epoch());
        who.prop_map(|(user, device, epoch)| Present {
            user,
            device,
            epoch,
        })
    };
    let present = prop_oneof![
        9 => vec(present(), 0..4),
        1 => vec(present(), 0..=limits::PEOPLE),
    ];
    let invited = vec((name(&PEOPLE), state()), 0..4);
    (present, invited).prop_map(|(present, invited)| Roster { present, invited })
}

fn token() -> impl Strategy<Value = Option<Text>> {
    option::of(prop_oneof![
        select(&["good", "bad"][..]).prop_map(Text::from),
        text(limits::TOKEN)
    ])
}

fn invitation() -> impl Strategy<Value = Invitation> {
    let room = (kind(), chat(), name(&ROOMS), vec(name(&PEOPLE), 0..5));
    let words = (option::of(any_name()), text(limits::TEXT), json(), token());
    (room, words, left(), small(), option::of(any_name())).prop_map(
        |((kind, chat, channel, to), (group_id, message, ext, token), left, round, uid)| {
            Invitation {
                kind,
                chat,
                channel,
                to,
                group_name: group_id.clone(),
                group_id,
                message,
                ext,
                left,
                round,
                uid,
                token,
            }
        },
    )
}

fn join() -> impl Strategy<Value = Join> {
    let numbers = (epoch(), small(), epoch());
    let room = (option::of(name(&ROOMS)), option::of(kind()), token());
    let flags = (any::<bool>(), any::<bool>());
    (
        media(),
        room,
        numbers,
        flags,
        roster(),
        option::of(any_name()),
    )
        .prop_map(
            |(
                media,
                (channel, kind, token),
                (epoch, counter, yours),
                (wants, refuses),
                roster,
                uid,
            )| {
                Join {
                    media,
                    channel,
                    kind,
                    epoch,
                    counter,
                    wants,
                    refuses,
                    yours,
                    roster,
                    uid,
                    token,
                }
            },
        )
}

fn answer() -> impl Strategy<Value = Answer> {
    let words = (option::of(text(limits::TEXT)), json(), text(limits::TEXT));
    let says = (small(), verdict(), kind(), option::of(name(&CALLS)));
    (says, words, option::of(any_name()), token()).prop_map(
        |((round, verdict, kind, merges), (reason, ext, device_name), uid, token)| Answer {
            round,
            verdict,
            kind,
            merges,
            reason,
            ext,
            device_name,
            uid,
            token,
        },
    )
}

fn confirm() -> impl Strategy<Value = ConfirmAnswer> {
    let says = (small(), name(&DEVICES), verdict(), kind());
    (says, text(limits::TEXT), media(), epoch(), roster()).prop_map(
        |((round, device, verdict, kind), device_name, media, epoch, roster)| ConfirmAnswer {
            round,
            device,
            verdict,
            device_name,
            kind,
            media,
            epoch,
            roster,
        },
    )
}

fn description() -> impl Strategy<Value = Description> {
    let step = select(vec![Step::Offer, Step::Answer, Step::Restart]);
    (
        small(),
        small(),
        step,
        text(4_000),
        select(&["u1", "u2"][..]),
    )
        .prop_map(|(incarnation, generation, step, sdp, ufrag)| Description {
            incarnation,
            generation,
            step,
            sdp,
            ufrag: ufrag.into(),
        })
}

pub fn candidate() -> impl Strategy<Value = Candidate> {
    (
        text(200),
        text(20),
        small(),
        select(&["u1", "u2", "u3"][..]),
    )
        .prop_map(|(text, mid, line, ufrag)| Candidate {
            text,
            mid,
            line,
            ufrag: ufrag.into(),
        })
}

fn reason() -> impl Strategy<Value = LeaveReason> {
    use LeaveReason::*;
    select(vec![HungUp, Failed, Lost, Kicked, Full, Rejected])
}

fn ahead() -> impl Strategy<Value = Ahead> {
    select(vec![Ahead::Nothing, Ahead::Prepared, Ahead::Built])
}

fn turn() -> impl Strategy<Value = Turn> {
    use Turn::*;
    select(vec![Ask, Accept, Refuse, Withdraw, Set])
}

pub fn body() -> impl Strategy<Value = Body> {
    let words = || (option::of(text(limits::TEXT)), json());
    let numbers = || vec(small(), 0..=limits::ACKS_IN_ONE_MESSAGE);
    let lists = prop_oneof![9 => 0..4usize, 1 => 0..=limits::CANDIDATES_IN_ONE_MESSAGE];
    let lists = lists.prop_flat_map(|size| vec(candidate(), size));
    prop_oneof![
        invitation().prop_map(Body::Invite),
        (small(), ahead()).prop_map(|(round, path)| Body::Alert { round, path }),
        (small(), small(), left(), ahead()).prop_map(|(load, round, left, path)| {
            Body::ConfirmRing {
                load,
                round,
                left,
                path,
            }
        }),
        answer().prop_map(Body::Answer),
        confirm().prop_map(Body::ConfirmAnswer),
        (small(), any::<bool>(), text(limits::TEXT)).prop_map(|(round, accepted, device_name)| {
            Body::Handled {
                round,
                accepted,
                device_name,
            }
        }),
        any::<bool>().prop_map(|busy| Body::Occupied { busy }),
        (small(), any::<bool>(), words()).prop_map(|(round, timed_out, (reason, ext))| {
            Body::Cancel {
                round,
                timed_out,
                reason,
                ext,
            }
        }),
        join().prop_map(|join| Body::Join(Box::new(join))),
        (reason(), small(), words(), roster()).prop_map(|(why, counter, (reason, ext), roster)| {
            Body::Leave {
                why,
                counter,
                reason,
                ext,
                roster,
            }
        }),
        Just(Body::Away),
        Just(Body::Back),
        description().prop_map(Body::Describe),
        (small(), lists).prop_map(|(incarnation, list)| Body::Candidates { incarnation, list }),
        media().prop_map(Body::Media),
        (numbers(), numbers()).prop_map(|(direct, all)| Body::Ack { direct, all }),
        Just(Body::Unsupported),
        (turn(), small(), kind()).prop_map(|(turn, version, kind)| Body::Kind {
            turn,
            version,
            kind,
        }),
    ]
}

pub fn envelope() -> impl Strategy<Value = Envelope> {
    let to = option::of(name(&DEVICES));
    let app = prop_oneof![19 => Just("app"), 1 => Just("another")];
    let got = prop_oneof![9 => 0..4usize, 1 => 0..=limits::ACKS_IN_ONE_MESSAGE];
    let got = got.prop_flat_map(|size| vec(small(), size));
    (
        app,
        name(&CALLS),
        name(&DEVICES),
        small(),
        to,
        small(),
        got,
        body(),
    )
        .prop_map(
            |(app, call, device, boot, to, number, got, body)| Envelope {
                app: app.into(),
                call,
                device,
                boot,
                to,
                number,
                got,
                body,
            },
        )
}
