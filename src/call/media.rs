//! Knows what this person sends: what they want on, which devices are open, and what the others are told of it. Leaves opening
//! devices to the browser.

use super::Call;
use super::input::Opened;
use super::message::{Body, Media};
use super::name::{Failure, Source, Ticket};
use super::output::{Effect, Event};
use super::state::{Mine, Opening};

impl Call {
    /// Opens what this person starts with.
    pub(super) fn open_wanted(&mut self, microphone: bool, camera: bool) {
        let Some(active) = &mut self.active else {
            return;
        };
        active.mine.wants_microphone = microphone;
        active.mine.wants_camera = camera;
        if microphone || camera {
            self.open_devices(microphone, camera, None);
        } else {
            // This person may be looking at themselves, and does not want to be seen.
            self.effect(Effect::CloseDevices);
            self.mark_active(|timings| &mut timings.local_ready);
        }
    }

    /// The call became a video call.
    pub(super) fn open_camera(&mut self) {
        let Some(mine) = self.mine() else {
            return;
        };
        mine.wants_camera = true;
        if !mine.has_camera && !mine.is_opening(Source::Camera) {
            self.open_devices(false, true, None);
        }
    }

    fn open_devices(&mut self, microphone: bool, camera: bool, request: Option<Ticket>) {
        let ticket = Ticket(self.next_id());
        let Some(active) = &mut self.active else {
            return;
        };
        active.mine.opening.push(Opening {
            ticket,
            microphone,
            camera,
            request,
        });
        self.effect(Effect::OpenDevices {
            ticket,
            microphone,
            camera,
        });
        self.tell_media();
    }

    pub(super) fn on_devices_opened(&mut self, ticket: Ticket, opened: Opened) {
        let Some(active) = &mut self.active else {
            return;
        };
        let mine = &mut active.mine;
        let Some(place) = mine
            .opening
            .iter()
            .position(|opening| opening.ticket == ticket)
        else {
            return;
        };
        // Where each is asked for by itself, each is told of as it comes.
        let opening = &mut mine.opening[place];
        opening.microphone &= opened.microphone.is_none();
        opening.camera &= opened.camera.is_none();
        let request = opening.request;
        if !opening.microphone && !opening.camera {
            mine.opening.swap_remove(place);
        }
        let call = active.about.call.clone();
        let mut failed = None;
        for (source, outcome) in [
            (Source::Microphone, opened.microphone),
            (Source::Camera, opened.camera),
        ] {
            let Some(outcome) = outcome else {
                continue;
            };
            match outcome {
                Ok(()) => self.on_opened(source),
                Err(failure) => {
                    failed = Some(failure);
                    self.on_refused(source);
                    if request.is_none() {
                        let call = Some(call.clone());
                        self.event(Event::Error {
                            failure,
                            source: Some(source),
                            call,
                        });
                    }
                }
            }
        }
        self.tell_media();
        match (request, failed) {
            (Some(ticket), Some(failure)) => self.fail(ticket, failure),
            (Some(ticket), None) => self.settle(ticket, None),
            (None, _) => {}
        }
    }

    fn on_opened(&mut self, source: Source) {
        let Some(mine) = self.mine() else {
            return;
        };
        match source {
            Source::Microphone => {
                mine.has_microphone = true;
                if !mine.wants_microphone {
                    self.effect(Effect::EnableMicrophone(false));
                }
            }
            Source::Camera => {
                mine.has_camera = mine.wants_camera;
                if !mine.wants_camera {
                    self.effect(Effect::CloseCamera);
                }
            }
            Source::Screen => {}
        }
    }

    fn on_refused(&mut self, source: Source) {
        if let Some(mine) = self.mine() {
            match source {
                Source::Microphone => mine.wants_microphone = mine.has_microphone,
                Source::Camera => mine.wants_camera = mine.has_camera,
                Source::Screen => {}
            }
        }
    }

    pub(super) fn on_source_ended(&mut self, source: Source, failure: Failure) {
        let Some(active) = &mut self.active else {
            return;
        };
        let call = Some(active.about.call.clone());
        let mine = &mut active.mine;
        let (has, wants) = match source {
            Source::Microphone => (&mut mine.has_microphone, &mut mine.wants_microphone),
            Source::Camera => (&mut mine.has_camera, &mut mine.wants_camera),
            Source::Screen => return self.close_screen(),
        };
        if std::mem::take(has) {
            *wants = false;
            self.tell_media();
            self.event(Event::Error {
                failure,
                source: Some(source),
                call,
            });
        }
    }

    pub(super) fn set_microphone(&mut self, ticket: Ticket, on: bool) {
        let Some(mine) = self.mine() else {
            return self.fail(ticket, Failure::NoCall);
        };
        mine.wants_microphone = on;
        if mine.has_microphone || mine.is_opening(Source::Microphone) {
            self.effect(Effect::EnableMicrophone(on));
        } else if on {
            return self.open_devices(true, false, Some(ticket));
        }
        self.tell_media();
        self.settle(ticket, None);
    }

    pub(super) fn set_camera(&mut self, ticket: Ticket, on: bool) {
        let Some(active) = &mut self.active else {
            return self.fail(ticket, Failure::NoCall);
        };
        if on && !active.about.kind.has_video() {
            return self.fail(ticket, Failure::NotSupported);
        }
        let mine = &mut active.mine;
        mine.wants_camera = on;
        if on && !mine.has_camera && !mine.is_opening(Source::Camera) {
            return self.open_devices(false, true, Some(ticket));
        }
        if !on && std::mem::take(&mut mine.has_camera) {
            self.effect(Effect::CloseCamera);
        }
        self.tell_media();
        self.settle(ticket, None);
    }

    /// The call became an audio call: nobody's camera stays on.
    pub(super) fn close_camera_in_audio(&mut self) {
        let Some(active) = &mut self.active else {
            return;
        };
        if active.about.kind.has_video() || !active.mine.wants_camera {
            return;
        }
        active.mine.wants_camera = false;
        if std::mem::take(&mut active.mine.has_camera) {
            self.effect(Effect::CloseCamera);
        }
        self.tell_media();
    }

    /// Tells the others, and our own page, what this person sends, where that has changed.
    pub(super) fn tell_media(&mut self) {
        let Some(mine) = self.mine() else {
            return;
        };
        let old = mine.media;
        let new = Media {
            counter: old.counter,
            microphone: mine.has_microphone && mine.wants_microphone,
            camera: mine.has_camera && mine.wants_camera,
            screen: mine.screen.is_open,
            pending: !mine.opening.is_empty(),
            turn: old.turn,
        };
        if new == old {
            return;
        }
        let media = Media {
            counter: old.counter + 1,
            ..new
        };
        mine.media = media;
        self.told = media.counter;
        if !media.pending {
            self.mark_active(|timings| &mut timings.local_ready);
        }
        for index in 0..self.members() {
            self.withdraw_media(index);
            self.tell(index, Body::Media(media));
        }
        if (old.microphone, old.camera, old.screen) != (new.microphone, new.camera, new.screen) {
            self.show_oneself();
        }
    }

    fn withdraw_media(&mut self, index: usize) {
        let Some(active) = &self.active else {
            return;
        };
        let device = &active.members[index].device;
        self.post.withdraw(&|envelope, _| {
            envelope.to == *device && matches!(envelope.body, Body::Media(_))
        });
    }

    fn mine(&mut self) -> Option<&mut Mine> {
        Some(&mut self.active.as_mut()?.mine)
    }
}
