//! The call meets arbitrary inputs in an arbitrary order: commands, messages of anybody, facts that nobody asked for, time that jumps.

use callkit::call::Call;
use callkit::call::input::{
    About, AnswerCall, BeforeRing, Command, Config, Fact, Input, JoinCall, Mate, Memory, Opened,
    Path, Preconnect, StartCall, Token,
};
use callkit::call::limits;
use callkit::call::message::{Envelope, Step};
use callkit::call::name::{
    CallId, CallState, ChatType, Direction, Failure, MemberState, PeerId, Source, Ticket,
};
use callkit::call::output::{Effect, Event, Output, What};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use crate::cases;
use crate::messages::{
    CALLS, DEVICES, PEOPLE, ROOMS, candidate, envelope, kind, name, small, state, text,
};

const START: u64 = 1_000_000;
/// A turn answers so much at most: each message on its way, each alarm and each member once or twice.
const OUTPUTS: usize = 3 * limits::UNACKNOWLEDGED;

#[derive(Clone, Debug)]
enum Move {
    Hear(&'static str, Envelope),
    Input(Input),
    Command(Command),
    Pass(u64),
    Back(u64),
    /// As far as the next alarm.
    Alarm,
}

fn token() -> impl Strategy<Value = Option<Token>> {
    let expires = option::of((0..200_000u64).prop_map(|after| START + after));
    option::of(
        (select(&["good", "bad"][..]), expires).prop_map(|(text, expires_at)| Token {
            text: text.into(),
            expires_at,
        }),
    )
}

fn start() -> impl Strategy<Value = Command> {
    let to = proptest::sample::subsequence(&PEOPLE[1..], 1..=3);
    let room = (name(&CALLS), name(&ROOMS), any::<bool>(), kind());
    let flags = (any::<bool>(), any::<bool>());
    let timeout = option::of(prop_oneof![Just(0), 1..60_000u64, Just(1 << 53)]);
    (room, to, token(), flags, timeout, any::<bool>()).prop_map(
        |(
            (call, channel, names_channel, kind),
            to,
            token,
            (microphone, camera),
            timeout,
            grouped,
        )| {
            let most = if kind.is_group() { to.len() } else { 1 };
            Command::StartCall(Box::new(StartCall {
                call,
                channel,
                names_channel,
                kind,
                chat: ChatType::Single,
                to: to[..most].iter().map(|user| (*user).into()).collect(),
                token,
                microphone,
                camera,
                message: "come".into(),
                group_id: grouped.then(|| "group".into()),
                group_name: None,
                timeout,
                ext: None,
                preconnect: Preconnect::Ring,
            }))
        },
    )
}

fn answer() -> impl Strategy<Value = Command> {
    (token(), option::of(name(&CALLS)), any::<bool>()).prop_map(|(token, call, accept)| {
        Command::Answer(AnswerCall {
            token,
            call,
            accept,
            microphone: None,
            camera: None,
            reason: None,
            ext: None,
        })
    })
}

fn enter() -> impl Strategy<Value = Command> {
    let members = proptest::sample::subsequence(&PEOPLE[1..], 0..=3);
    (name(&CALLS), name(&ROOMS), kind(), members, token()).prop_map(
        |(call, channel, kind, members, token)| {
            Command::JoinCall(Box::new(JoinCall {
                call,
                channel,
                kind,
                members: members.into_iter().map(Into::into).collect(),
                group_id: None,
                group_name: None,
                token,
                microphone: true,
                camera: true,
            }))
        },
    )
}

fn command() -> impl Strategy<Value = Command> {
    let users = proptest::sample::subsequence(&PEOPLE[1..], 0..=3);
    prop_oneof![
        4 => start(),
        4 => answer(),
        2 => enter(),
        1 => option::of(name(&CALLS)).prop_map(Command::Ignore),
        1 => Just(Command::Silence),
        2 => text(100).prop_map(|reason| Command::HangUp { reason: Some(reason), ext: None }),
        1 => any::<bool>().prop_map(Command::SetMicrophone),
        1 => any::<bool>().prop_map(Command::SetCamera),
        1 => any::<bool>().prop_map(|on| Command::ShareScreen { on, audio: false }),
        1 => kind().prop_map(Command::SwitchCallType),
        1 => any::<bool>().prop_map(Command::AnswerCallType),
        1 => users.prop_map(|users| {
            Command::CancelInvite(users.into_iter().map(Into::into).collect())
        }),
        1 => Just(Command::RequestAddPerson),
        1 => Just(Command::Resume),
        1 => token().prop_filter_map("a token", |token| token.map(Command::RenewToken)),
        1 => Just(Command::Destroy),
    ]
}

fn outcome() -> impl Strategy<Value = Result<(), Failure>> {
    any::<bool>().prop_map(|good| {
        if good {
            Ok(())
        } else {
            Err(Failure::PermissionDenied)
        }
    })
}

fn fact() -> impl Strategy<Value = Fact> {
    let step = select(vec![Step::Offer, Step::Answer, Step::Restart]);
    let source = || select(Source::ALL.to_vec());
    prop_oneof![
        4 => (step, select(&["u1", "u2"][..])).prop_map(|(step, ufrag)| Fact::Described {
            step,
            sdp: "sdp".into(),
            ufrag: ufrag.into(),
        }),
        1 => Just(Fact::AnswerTaken),
        1 => Just(Fact::StepFailed),
        1 => candidate().prop_map(Fact::Found),
        4 => select(vec![Path::Connecting, Path::Connected, Path::Disconnected, Path::Failed])
            .prop_map(Fact::Path),
        2 => Just(Fact::ChannelOpen),
        1 => Just(Fact::ChannelClosed),
        1 => Just(Fact::Pinged),
        1 => source().prop_map(Fact::Arriving),
        1 => source().prop_map(Fact::Shown),
    ]
}

fn memory() -> impl Strategy<Value = Memory> {
    let mate = (name(&PEOPLE), name(&DEVICES), small(), small(), small());
    let mate = mate.prop_map(|(user, device, epoch, boot, round)| Mate {
        user,
        device,
        epoch,
        boot,
        round,
    });
    let members = vec(mate, 0..4);
    let others = vec((name(&PEOPLE), state()), 0..4);
    (
        name(&CALLS),
        name(&ROOMS),
        kind(),
        members,
        others,
        any::<bool>(),
    )
        .prop_map(|(call, channel, kind, members, others, connected)| Memory {
            about: About {
                call,
                channel,
                kind,
                chat: ChatType::Group,
                direction: Direction::Incoming,
                from: "bob".into(),
                group_id: None,
                group_name: None,
                started_at: START - 10,
            },
            connected_at: connected.then_some(START - 5),
            seen_at: START - 1,
            epoch: 1,
            kinds: 1,
            microphone: true,
            camera: true,
            members,
            others,
        })
}

fn input() -> impl Strategy<Value = Input> {
    let ticket = || (1..40u32).prop_map(Ticket);
    let verdict = select(vec![
        BeforeRing::Ring,
        BeforeRing::RingAndBuild,
        BeforeRing::Busy,
        BeforeRing::Ignore,
    ]);
    let opened = (option::of(outcome()), option::of(outcome()));
    prop_oneof![
        1 => Just(Input::Malformed),
        1 => (name(&PEOPLE), name(&DEVICES), name(&CALLS))
            .prop_map(|(from, device, call)| Input::Unsupported { from, device, call }),
        1 => any::<bool>().prop_map(Input::Online),
        1 => Just(Input::SendFailed),
        1 => Just(Input::NetworkChanged),
        1 => Just(Input::Unload),
        1 => Just(Input::Reshown),
        3 => (ticket(), verdict).prop_map(|(ticket, verdict)| Input::BeforeRing(ticket, verdict)),
        3 => (ticket(), opened).prop_map(|(ticket, (microphone, camera))| {
            Input::DevicesOpened(ticket, Opened { microphone, camera })
        }),
        1 => select(Source::ALL.to_vec())
            .prop_map(|source| Input::SourceEnded(source, Failure::PermissionDenied)),
        2 => (ticket(), outcome()).prop_map(|(ticket, good)| Input::ScreenOpened(ticket, good)),
        1 => (name(&PEOPLE), any::<bool>()).prop_map(|(user, on)| Input::Arrives(user, on)),
        1 => Just(Input::PlaybackBlocked),
        9 => ((1..40u32).prop_map(PeerId), fact()).prop_map(|(peer, fact)| Input::Peer(peer, fact)),
        2 => memory().prop_map(|memory| Input::Restored(Box::new(memory))),
        3 => (ticket(), token()).prop_map(|(ticket, token)| Input::Token(ticket, token)),
        3 => (ticket(), any::<bool>()).prop_map(|(ticket, good)| Input::Verified(ticket, good)),
    ]
}

fn step() -> impl Strategy<Value = Move> {
    prop_oneof![
        12 => (select(&PEOPLE[..]), envelope()).prop_map(|(from, text)| Move::Hear(from, text)),
        8 => input().prop_map(Move::Input),
        5 => command().prop_map(Move::Command),
        2 => (0..9_000u64).prop_map(Move::Pass),
        1 => (0..100_000_000u64).prop_map(Move::Pass),
        1 => (0..100_000u64).prop_map(Move::Back),
        3 => Just(Move::Alarm),
    ]
}

fn config() -> impl Strategy<Value = Config> {
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (flags, 2..12usize).prop_map(|((busy, asks, key, token), max_members)| Config {
        app: "app".into(),
        user: "alice".into(),
        uid: None,
        device: "a1".into(),
        boot: 2,
        device_name: "here".into(),
        ring_timeout: 30_000,
        reconnect_timeout: 20_000,
        connect_timeout: 30_000,
        reload_grace: 4_000,
        busy_when_in_call: busy,
        preconnect: if asks {
            Preconnect::Accept
        } else {
            Preconnect::Ring
        },
        asks_before_ring: asks,
        max_members,
        has_token_key: key,
        asks_token: token,
        can_call: true,
    })
}

/// What a page would notice.
#[derive(Default)]
struct Page {
    asked: u32,
    settled: Vec<Ticket>,
    ended: Vec<(CallId, bool)>,
    paths: Vec<PeerId>,
    devices: bool,
}

impl Page {
    fn takes(&mut self, output: &Output) -> Result<(), TestCaseError> {
        match output {
            Output::Settle(ticket, _) => {
                prop_assert!(!self.settled.contains(ticket), "settled twice");
                prop_assert!(ticket.0 > 1_000_000 && ticket.0 <= self.asked + 1_000_000);
                self.settled.push(*ticket);
            }
            Output::Event(Event::Change(change)) => {
                let is_end = matches!(change.what, What::Ended(_));
                let place = self.ended.iter().position(|(call, _)| *call == change.call);
                match (place, is_end) {
                    // The same id may be called again, and begins with something else than its end.
                    (Some(place), false) => self.ended[place].1 = false,
                    (Some(place), true) => {
                        prop_assert!(!self.ended[place].1, "ended twice");
                        self.ended[place].1 = true;
                    }
                    (None, is_end) => self.ended.push((change.call.clone(), is_end)),
                }
            }
            Output::Event(Event::Invite(invite)) => {
                self.ended.retain(|(call, _)| *call != invite.call);
            }
            Output::Event(_) => {}
            Output::Effect(Effect::OpenPeer(peer, _)) => {
                prop_assert!(!self.paths.contains(peer), "a path was opened twice");
                self.paths.push(*peer);
            }
            Output::Effect(Effect::ClosePeer(peer)) => {
                prop_assert!(
                    self.paths.contains(peer),
                    "a path was closed that is not open"
                );
                self.paths.retain(|open| open != peer);
            }
            Output::Effect(Effect::OpenDevices { .. }) => self.devices = true,
            Output::Effect(Effect::CloseDevices) => self.devices = false,
            Output::Effect(_) => {}
        }
        Ok(())
    }
}

fn check(call: &Call, page: &Page, now: u64) -> Result<(), TestCaseError> {
    for (have, most) in call.load().iter().zip(limits::LOAD) {
        prop_assert!(*have <= most, "{:?}", call.load());
    }
    prop_assert!(
        call.deadline().is_none_or(|at| at > now),
        "an alarm in the past"
    );
    prop_assert!(page.paths.len() <= limits::PEOPLE + limits::CLOSING);
    let state = call.state();
    if matches!(state, CallState::Idle | CallState::Ringing) {
        prop_assert!(!page.devices, "devices while {state:?}");
        prop_assert!(page.paths.len() <= limits::CLOSING, "paths while {state:?}");
    }
    if let Some(info) = call.info() {
        // Whoever is named in the invitation that rings is shown; who is in a call is remembered.
        let most = match state {
            CallState::Ringing => limits::INVITED + 2,
            _ => limits::PEOPLE,
        };
        prop_assert!(info.members.len() <= most);
        let is_in = |state| {
            matches!(
                state,
                MemberState::Joining | MemberState::Joined | MemberState::Reconnecting
            )
        };
        let there = info.members.iter().filter(|member| is_in(member.state));
        prop_assert!(there.count() <= limits::MEMBERS || state == CallState::Reconnecting);
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1_500))]

    #[test]
    fn no_order_of_inputs_breaks_the_call(config in config(), steps in vec(step(), 1..90)) {
        let mut call = Call::new(config);
        let (mut page, mut now, mut wall) = (Page::default(), 0, START);
        for step in steps {
            let input = match step {
                Move::Hear(from, envelope) => Input::Received {
                    from: from.into(),
                    envelope: Box::new(envelope),
                },
                Move::Input(input) => input,
                Move::Command(command) => {
                    page.asked += 1;
                    Input::Command(Ticket(1_000_000 + page.asked), command)
                }
                Move::Pass(time) => {
                    wall += time;
                    Input::Wake
                }
                Move::Back(time) => {
                    wall = wall.saturating_sub(time);
                    Input::Wake
                }
                Move::Alarm => {
                    wall = wall.max(call.deadline().unwrap_or(wall));
                    Input::Wake
                }
            };
            now = now.max(wall);
            let outputs = call.handle(input, wall).0;
            prop_assert!(outputs.len() <= OUTPUTS, "{} outputs", outputs.len());
            for output in &outputs {
                page.takes(output)?;
            }
            check(&call, &page, now)?;
        }
    }
}
