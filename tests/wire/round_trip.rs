//! Whatever is written is read back as it was.

use callkit::call::limits;
use callkit::call::message::{
    Ahead, Answer, Body, Candidate, ConfirmAnswer, Description, Envelope, Invitation, Join,
    LeaveReason, Media, Present, Roster, Step, Verdict,
};
use callkit::call::name::{CallType, ChatType, MemberState};
use callkit::wire::{decode, encode};

/// Numbers that look random and are the same each time.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(0x5851_F42D_4C95_7F2D)
            .wrapping_add(0x1405_7B7E_F767_814F);
        (self.0 >> 33) as usize % below
    }

    fn small(&mut self) -> u32 {
        [0, 1, 9, 10, 65_536, u32::MAX - 1, u32::MAX][self.next(7)]
    }

    fn epoch(&mut self) -> u32 {
        self.small().min(limits::EPOCH)
    }

    fn flag(&mut self) -> bool {
        self.next(2) == 1
    }

    fn text(&mut self, longest: usize) -> String {
        const LETTERS: [&str; 16] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u{1f}", "ü", "€", "🎉",
            "\u{7f}",
        ];
        let length = self.next(longest / 4 + 1);
        (0..length)
            .map(|_| LETTERS[self.next(LETTERS.len())])
            .collect()
    }

    fn name<T: for<'t> From<&'t str>>(&mut self) -> T {
        T::from(&*format!("n{}", self.text(60)))
    }

    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    fn one<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.next(of.len())]
    }

    fn media(&mut self) -> Media {
        Media {
            counter: self.small(),
            microphone: self.flag(),
            camera: self.flag(),
            screen: self.flag(),
            pending: self.flag(),
            turn: self.small(),
        }
    }

    fn kind(&mut self) -> CallType {
        self.one(&[0, 1, 2, 3].map(|number| CallType::from_number(number).expect("a kind")))
    }

    fn left(&mut self) -> Option<u64> {
        self.maybe(|it| it.one(&[0, 1, 30_000, 1 << 53]))
    }

    fn words(&mut self) -> Option<callkit::call::name::Text> {
        self.maybe(|it| it.text(limits::TEXT).into())
    }

    fn numbers(&mut self) -> Vec<u32> {
        let count = self.next(limits::ACKS_IN_ONE_MESSAGE + 1);
        (0..count).map(|_| self.small()).collect()
    }

    fn roster(&mut self) -> Roster {
        const STATES: [MemberState; 12] = [
            MemberState::Inviting,
            MemberState::Delivered,
            MemberState::Ringing,
            MemberState::Joining,
            MemberState::Joined,
            MemberState::Reconnecting,
            MemberState::Refused,
            MemberState::Busy,
            MemberState::Timeout,
            MemberState::Cancelled,
            MemberState::Left,
            MemberState::Lost,
        ];
        let (present, invited) = (self.next(limits::PEOPLE + 1), self.next(4));
        Roster {
            present: (0..present)
                .map(|_| Present {
                    user: self.name(),
                    device: self.name(),
                    epoch: self.epoch(),
                })
                .collect(),
            invited: (0..invited)
                .map(|_| (self.name(), self.one(&STATES)))
                .collect(),
        }
    }

    fn verdict(&mut self) -> Verdict {
        self.one(&[Verdict::Accept, Verdict::Refuse, Verdict::Busy])
    }

    fn envelope(&mut self) -> Envelope {
        Envelope {
            app: self.name(),
            call: self.name(),
            device: self.name(),
            boot: self.small(),
            to: self.maybe(|it| it.name()),
            number: self.small(),
            got: self.numbers(),
            body: self.body(),
        }
    }

    fn ahead(&mut self) -> Ahead {
        [Ahead::Nothing, Ahead::Prepared, Ahead::Built][self.next(3)]
    }

    fn body(&mut self) -> Body {
        let round = self.small();
        match self.next(17) {
            0 => Body::Invite(self.invitation(round)),
            1 => Body::Alert {
                round,
                path: self.ahead(),
            },
            2 => Body::ConfirmRing {
                load: self.small(),
                round,
                left: self.left(),
                path: self.ahead(),
            },
            3 => Body::Answer(Answer {
                round,
                verdict: self.verdict(),
                kind: self.kind(),
                merges: self.maybe(|it| it.name()),
                reason: self.words(),
                ext: self.maybe(|it| it.text(limits::EXT).as_str().into()),
                device_name: self.text(limits::TEXT).into(),
                uid: self.maybe(|it| it.name()),
                token: self.maybe(|it| it.text(limits::TOKEN).into()),
            }),
            4 => Body::ConfirmAnswer(ConfirmAnswer {
                round,
                device: self.name(),
                verdict: self.verdict(),
                device_name: self.text(limits::TEXT).into(),
                kind: self.kind(),
                media: self.media(),
                epoch: self.epoch(),
                roster: self.roster(),
            }),
            5 => Body::Handled {
                round,
                accepted: self.flag(),
                device_name: self.text(limits::TEXT).into(),
            },
            6 => Body::Occupied { busy: self.flag() },
            7 => Body::Cancel {
                round,
                timed_out: self.flag(),
                reason: self.words(),
                ext: self.maybe(|it| it.text(limits::EXT).as_str().into()),
            },
            8 => Body::Join(Box::new(Join {
                media: self.media(),
                channel: self.maybe(|it| it.name()),
                kind: self.maybe(|it| it.kind()),
                epoch: self.epoch(),
                counter: self.small(),
                wants: self.flag(),
                refuses: self.flag(),
                yours: self.epoch(),
                roster: self.roster(),
                uid: self.maybe(|it| it.name()),
                token: self.maybe(|it| it.text(limits::TOKEN).into()),
            })),
            9 => Body::Leave {
                why: self.one(&[
                    LeaveReason::HungUp,
                    LeaveReason::Failed,
                    LeaveReason::Lost,
                    LeaveReason::Kicked,
                    LeaveReason::Full,
                    LeaveReason::Rejected,
                ]),
                counter: self.small(),
                reason: self.words(),
                ext: self.maybe(|it| it.text(limits::EXT).as_str().into()),
                roster: self.roster(),
            },
            10 => Body::Away,
            11 => Body::Back,
            12 => Body::Describe(Description {
                incarnation: self.small(),
                generation: self.small(),
                step: self.one(&[Step::Offer, Step::Answer, Step::Restart]),
                sdp: self.text(8_000).into(),
                ufrag: self.text(limits::TEXT).into(),
            }),
            13 => self.candidates(),
            14 => Body::Media(self.media()),
            15 => Body::Ack {
                direct: self.numbers(),
                all: self.numbers(),
            },
            _ => Body::Unsupported,
        }
    }

    fn invitation(&mut self, round: u32) -> Invitation {
        Invitation {
            kind: self.kind(),
            chat: self.one(&[ChatType::Single, ChatType::Group, ChatType::Room]),
            channel: self.name(),
            to: (0..self.next(limits::INVITED + 1))
                .map(|_| self.name())
                .collect(),
            group_id: self.maybe(|it| it.name()),
            group_name: self.maybe(|it| it.name()),
            message: self.text(limits::TEXT).into(),
            ext: self.maybe(|it| it.text(limits::EXT).as_str().into()),
            left: self.left(),
            round,
            uid: self.maybe(|it| it.name()),
            token: self.maybe(|it| it.text(limits::TOKEN).into()),
        }
    }

    fn candidates(&mut self) -> Body {
        let count = self.next(limits::CANDIDATES_IN_ONE_MESSAGE + 1);
        Body::Candidates {
            incarnation: self.small(),
            list: (0..count)
                .map(|_| Candidate {
                    text: self.text(limits::TEXT).into(),
                    mid: self.text(16).into(),
                    line: self.small(),
                    ufrag: self.text(256).into(),
                })
                .collect(),
        }
    }
}

#[test]
fn every_message_is_read_back_as_it_was_written() {
    let mut numbers = Numbers(1);
    for _ in 0..20_000 {
        let message = numbers.envelope();
        let text = encode(&message);
        assert_eq!(decode(&text).as_ref(), Ok(&message), "{text}");
    }
}

#[test]
fn what_was_read_is_written_the_same_again() {
    let mut numbers = Numbers(2);
    for _ in 0..2_000 {
        let text = encode(&numbers.envelope());
        let read = decode(&text).expect("a message");
        assert_eq!(encode(&read), text);
    }
}
