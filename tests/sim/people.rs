//! Knows what people do with their phones. Leaves when to the world.

use callkit::call::input::{AnswerCall, Command, Preconnect, StartCall};
use callkit::call::name::{CallState, CallType, ChatType, UserId};

use super::network::Dice;

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
}

impl Act {
    /// What a person might do now; weighted so that calls happen, and are answered.
    pub fn roll(dice: &mut Dice, state: CallState) -> Self {
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
}

impl Act {
    /// What people do who show their screens and turn to pictures and back.
    pub fn show(dice: &mut Dice) -> Self {
        match dice.below(4) {
            0 => Self::Show(dice.percent(70)),
            1 => Self::Turn(CallType::Video),
            2 => Self::Turn(CallType::Audio),
            _ => Self::AnswerTurn(dice.percent(70)),
        }
    }
}

pub fn start_call(id: String, to: &str, video: bool, dice: &mut Dice) -> Command {
    Command::StartCall(Box::new(StartCall {
        call: id.as_str().into(),
        channel: "channel".into(),
        names_channel: false,
        token: None,
        kind: if video {
            CallType::Video
        } else {
            CallType::Audio
        },
        chat: ChatType::Single,
        to: vec![UserId::from(to)],
        microphone: dice.percent(80),
        camera: dice.percent(80),
        message: "come".into(),
        group_id: None,
        group_name: None,
        timeout: dice.percent(10).then_some(0),
        ext: None,
        preconnect: preconnect(dice),
    }))
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
