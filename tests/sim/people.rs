//! Knows what people do with their phones, from the state they see. Leaves when to the plan and how to `acts`.

use callkit::call::input::{AnswerCall, Command, Preconnect, StartCall};
use callkit::call::name::{CallState, CallType, ChatType, UserId};

use super::network::Dice;
use super::plan::Kind;

/// Something a person does to a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Call,
    Answer,
    Refuse,
    Ignore,
    HangUp,
    Microphone(bool),
    Camera(bool),
    Show(bool),
    Turn(CallType),
    AnswerTurn(bool),
    GoOffline,
    GoOnline,
    CutPath,
    MendPath,
    Close,
    /// Adds people to the call that runs.
    Add,
    /// Enters a group call without an invitation.
    Enter,
    CancelSome,
}

impl Act {
    pub fn of(kind: Kind, dice: &mut Dice, state: CallState) -> Self {
        let talks = state == CallState::Connected;
        match kind {
            Kind::Two => Self::roll(dice, state),
            Kind::Shows if talks && dice.percent(40) => Self::show(dice),
            Kind::Shows => Self::roll(dice, state),
            Kind::Crowd if talks && dice.percent(20) => Self::show(dice),
            Kind::Crowd => Self::in_crowd(dice, state),
        }
    }

    /// What a person might do now; weighted so that calls happen, and are answered.
    fn roll(dice: &mut Dice, state: CallState) -> Self {
        let rare = match dice.below(40) {
            0 => Some(Self::GoOffline),
            1 | 2 => Some(Self::GoOnline),
            3 => Some(Self::CutPath),
            4 => Some(Self::MendPath),
            5 => Some(Self::Close),
            _ => None,
        };
        if let Some(act) = rare {
            return act;
        }
        match (state, dice.below(10)) {
            (CallState::Idle, _) => Self::Call,
            (CallState::Ringing, 0..=5) => Self::Answer,
            (CallState::Ringing, 6 | 7) => Self::Refuse,
            (CallState::Ringing, 8) => Self::Ignore,
            (CallState::Calling, 0..=2) => Self::HangUp,
            (_, 0 | 1) => Self::HangUp,
            (_, 2) => Self::Microphone(dice.percent(50)),
            (_, 3) => Self::Camera(dice.percent(50)),
            (_, 4 | 5) => Self::Answer,
            _ => Self::Call,
        }
    }

    fn in_crowd(dice: &mut Dice, state: CallState) -> Self {
        let in_call = matches!(state, CallState::Connected | CallState::Calling);
        match (Self::roll(dice, state), dice.below(10)) {
            (Self::Call, 0 | 1) if state == CallState::Idle => Self::Enter,
            (Self::Call, _) => Self::Add,
            (Self::Answer, 0..=4) if in_call => Self::Add,
            (Self::HangUp, 0..=3) if in_call => Self::CancelSome,
            (act, _) => act,
        }
    }

    /// What people do who show their screens and turn to pictures and back.
    fn show(dice: &mut Dice) -> Self {
        match dice.below(6) {
            0 => Self::Show(dice.percent(70)),
            1 => Self::Turn(CallType::Video),
            2 => Self::Turn(CallType::Audio),
            3 => Self::Turn(CallType::GroupVideo),
            4 => Self::Turn(CallType::GroupAudio),
            _ => Self::AnswerTurn(dice.percent(70)),
        }
    }
}

pub fn start_call(id: &str, to: Vec<UserId>, kind: CallType, dice: &mut Dice) -> StartCall {
    StartCall {
        call: id.into(),
        channel: format!("room {id}").as_str().into(),
        names_channel: false,
        token: None,
        kind,
        chat: match kind.is_group() {
            true => ChatType::Group,
            false => ChatType::Single,
        },
        to,
        microphone: dice.percent(80),
        camera: dice.percent(80),
        message: "come".into(),
        group_id: (kind.is_group() && dice.percent(50)).then(|| "friends".into()),
        group_name: None,
        timeout: dice.percent(10).then_some(0),
        ext: None,
        preconnect: preconnect(dice),
    }
}

/// How much of a path this person lets be made before the answer.
pub fn preconnect(dice: &mut Dice) -> Preconnect {
    match dice.below(4) {
        0 | 1 => Preconnect::Accept,
        2 => Preconnect::Path,
        _ => Preconnect::Ring,
    }
}

pub fn answer(accept: bool) -> Command {
    Command::Answer(AnswerCall {
        token: None,
        call: None,
        accept,
        microphone: None,
        camera: None,
        reason: None,
        ext: None,
    })
}
