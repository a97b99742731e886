//! What people do, in the words of a story.

use callkit::call::input::{
    AnswerCall, BeforeRing, Command, Fact, Input, JoinCall, Opened, Preconnect, StartCall, Token,
};
use callkit::call::message::{Body, Envelope};
use callkit::call::name::{CallId, CallType, ChatType, Failure, PeerId};
use callkit::call::output::Member;

use super::lines::{self, CALL};
use super::{Page, Story};

/// A video call with microphone and camera.
pub fn video(to: &str, call: &str) -> StartCall {
    StartCall {
        call: call.into(),
        channel: "channel".into(),
        names_channel: false,
        token: None,
        kind: CallType::Video,
        chat: ChatType::Single,
        to: vec![to.into()],
        microphone: true,
        camera: true,
        message: "".into(),
        group_id: None,
        group_name: None,
        timeout: None,
        ext: None,
        preconnect: Preconnect::Accept,
    }
}

/// An audio call.
pub fn voice(to: &str, call: &str) -> StartCall {
    StartCall {
        kind: CallType::Audio,
        ..video(to, call)
    }
}

/// A group video call to these people.
pub fn group(to: &[&str], call: &str) -> StartCall {
    StartCall {
        kind: CallType::GroupVideo,
        chat: ChatType::Group,
        to: to.iter().map(|user| (*user).into()).collect(),
        ..video("", call)
    }
}

/// The people whose first pages these are, in this order, are in a group call that the first started; nothing of it is left to be
/// told.
pub fn together<const N: usize>(names: [&'static str; N]) -> Story {
    let mut story = Story::of(names);
    story.starts(names[0], group(&names[1..], CALL));
    for name in &names[1..] {
        story.accepts(name);
    }
    // Their paths to each other.
    story.pass(100);
    story.turns_the_page();
    story
}

/// Alice calls Bob, whose only page rings; nothing of it is left to be told.
pub fn ringing() -> Story {
    let mut story = Story::of(["alice", "bob"]);
    story.calls("alice", "bob");
    story.turns_the_page();
    story
}

/// The first calls the second, whose only page rings and is of those that make nothing of a path before the answer.
pub fn ringing_unprepared([caller, callee]: [&'static str; 2]) -> Story {
    let mut story = Story::of([caller]);
    story.add(Page::with(callee, |config| {
        config.preconnect = Preconnect::Never;
    }));
    story.calls(caller, callee);
    story.turns_the_page();
    story
}

/// Alice and Bob are in a video call that is connected; nothing of it is left to be told.
pub fn connected() -> Story {
    let mut story = ringing();
    story.accepts("bob");
    story.turns_the_page();
    story
}

impl Story {
    pub fn commands(&mut self, name: &str, request: &'static str, command: Command) {
        let ticket = self.page(name).ticket(request);
        self.happens(name, Input::Command(ticket, command));
    }

    pub fn starts(&mut self, name: &str, call: StartCall) {
        self.commands(name, "start", Command::StartCall(Box::new(call)));
    }

    pub fn calls(&mut self, name: &str, to: &str) {
        self.starts(name, video(to, CALL));
    }

    pub fn answers(&mut self, name: &str, answer: AnswerCall) {
        self.commands(name, "answer", Command::Answer(answer));
    }

    pub fn accepts(&mut self, name: &str) {
        self.answers(name, yes());
    }

    pub fn refuses(&mut self, name: &str) {
        self.answers(
            name,
            AnswerCall {
                accept: false,
                ..yes()
            },
        );
    }

    pub fn ignores(&mut self, name: &str) {
        self.commands(name, "ignore", Command::Ignore(None));
    }

    pub fn silences(&mut self, name: &str) {
        self.commands(name, "silence", Command::Silence);
    }

    pub fn hangs_up(&mut self, name: &str) {
        let command = Command::HangUp {
            reason: None,
            ext: None,
        };
        self.commands(name, "hangup", command);
    }

    pub fn hangs_up_saying(&mut self, name: &str, reason: &str, ext: &str) {
        let command = Command::HangUp {
            reason: Some(reason.into()),
            ext: Some(ext.into()),
        };
        self.commands(name, "hangup", command);
    }

    /// In the running group call.
    pub fn adds(&mut self, name: &str, to: &[&str]) {
        self.starts(name, group(to, "made up"));
    }

    pub fn cancels_invite(&mut self, name: &str, to: &[&str]) {
        let users = to.iter().map(|user| (*user).into()).collect();
        self.commands(name, "cancel", Command::CancelInvite(users));
    }

    /// Enters the story's call.
    pub fn joins(&mut self, name: &str, members: &[&str]) {
        self.joins_with(name, members, None);
    }

    pub fn joins_with(&mut self, name: &str, members: &[&str], token: Option<Token>) {
        let join = JoinCall {
            call: CALL.into(),
            channel: "channel".into(),
            kind: CallType::GroupVideo,
            members: members.iter().map(|user| (*user).into()).collect(),
            group_id: None,
            group_name: None,
            token,
            microphone: true,
            camera: true,
        };
        self.commands(name, "join", Command::JoinCall(Box::new(join)));
    }

    /// Who is in the call as this page sees it, itself first, and how far each is.
    pub fn members(&mut self, name: &str) -> Vec<String> {
        let info = self.page(name).call.info();
        info.map_or(Vec::new(), |info| {
            let line = |member: &Member| format!("{} {:?}", member.user.as_str(), member.state);
            info.members.iter().map(line).collect()
        })
    }

    /// The records that the page's browser keeps, if nothing more is heard of it.
    pub fn owed(&mut self, name: &str) -> Vec<String> {
        self.page(name).owed.iter().map(lines::record).collect()
    }

    /// The page is loaded again: its browser, and everything on its way to it, is gone; what it kept is there.
    pub fn reloads(&mut self, name: &'static str) {
        self.happens(name, Input::Unload);
        self.is_loaded(name);
    }

    /// The page is loaded again, and before that it was closed or had crashed.
    pub fn is_loaded(&mut self, name: &'static str) {
        let index = self.at(name);
        self.paths.forget(&self.pages, index, &mut self.coming);
        let old = &self.pages[index];
        let mut config = old.config.clone();
        config.boot += 1;
        let kept = old.kept.clone();
        let mut page = Page::new(config);
        page.kept = kept.clone();
        self.pages[index] = page;
        if let Some(memory) = kept {
            self.handle(index, Input::Restored(Box::new(memory)));
        }
        self.settle();
    }

    pub fn resumes(&mut self, name: &str) {
        self.commands(name, "resume", Command::Resume);
    }

    pub fn sets_microphone(&mut self, name: &str, on: bool) {
        self.commands(name, "microphone", Command::SetMicrophone(on));
    }

    pub fn sets_camera(&mut self, name: &str, on: bool) {
        self.commands(name, "camera", Command::SetCamera(on));
    }

    pub fn signs_out(&mut self, name: &str) {
        self.commands(name, "destroy", Command::Destroy);
    }

    /// The connection of a page is gone, and what is sent to it meanwhile is lost.
    pub fn goes_offline(&mut self, name: &str) {
        self.page(name).online = false;
        self.happens(name, Input::Online(false));
    }

    pub fn comes_online(&mut self, name: &str) {
        self.page(name).online = true;
        self.happens(name, Input::Online(true));
    }

    /// A page takes nothing in any more.
    pub fn crashes(&mut self, name: &str) {
        self.page(name).asleep = true;
    }

    /// The network between two pages is gone, but for the connection.
    pub fn path_breaks(&mut self, one: &'static str, other: &'static str) {
        self.paths.cut(one, other);
    }

    pub fn path_mends(&mut self) {
        self.paths.mend();
    }

    /// Something becomes known of the newest peer connection of a page.
    pub fn learns(&mut self, name: &str, fact: Fact) {
        let peer = self.peer_of(name);
        self.happens(name, Input::Peer(peer, fact));
    }

    pub fn peer_of(&self, name: &str) -> PeerId {
        self.paths.newest(self.at(name))
    }

    /// The oldest prompt for devices is answered.
    pub fn permits(&mut self, name: &str, outcome: Result<(), Failure>) {
        let (ticket, microphone, camera) = self.page(name).prompts.remove(0);
        let opened = Opened {
            microphone: microphone.then_some(outcome),
            camera: camera.then_some(outcome),
        };
        self.page(name).opens(opened);
        self.happens(name, Input::DevicesOpened(ticket, opened));
    }

    /// The page says whether its phone may ring.
    pub fn says_before_ring(&mut self, name: &str, verdict: BeforeRing) {
        let ticket = self.page(name).asked.remove(0);
        self.happens(name, Input::BeforeRing(ticket, verdict));
    }

    /// Makes a message of this device about the story's call.
    pub fn message(&self, device: &str, to: Option<&str>, number: u32, body: Body) -> Envelope {
        Envelope {
            app: "app".into(),
            call: CallId::from(CALL),
            device: device.into(),
            boot: 1,
            to: to.map(Into::into),
            number,
            got: Vec::new(),
            body,
        }
    }
}

/// Accepts the oldest that rings.
pub fn yes() -> AnswerCall {
    AnswerCall {
        token: None,
        call: None,
        accept: true,
        microphone: None,
        camera: None,
        reason: None,
        ext: None,
    }
}
