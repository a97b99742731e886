//! Collects what effects tell, and waits for it.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use callkit::browser::{News, Tell};
use callkit::call::input::{Fact, Input};
use callkit::call::name::PeerId;

use crate::stubs;

type React = Rc<dyn Fn(&Input)>;

#[derive(Clone, Default)]
pub struct Heard {
    news: Rc<RefCell<Vec<News>>>,
    waiting: Rc<RefCell<Vec<Waker>>>,
    react: Rc<RefCell<Option<React>>>,
}

impl Heard {
    pub fn tell(&self) -> Tell {
        let heard = self.clone();
        Rc::new(move |news| {
            let react = heard.react.borrow().clone();
            if let (News::Happened(input), Some(react)) = (&news, react) {
                react(input);
            }
            if let News::Sounding(_, element) = &news {
                let _ = element.play();
            }
            if let News::Looking(track, seen) = &news {
                stubs::look(track, seen);
            }
            heard.news.borrow_mut().push(news);
            heard.waiting.borrow_mut().drain(..).for_each(Waker::wake);
        })
    }

    /// Does this with every input, before it counts as heard.
    pub fn react(&self, react: impl Fn(&Input) + 'static) {
        *self.react.borrow_mut() = Some(Rc::new(react));
    }

    /// Waits until something that was told, or will be, fits.
    pub async fn until<T>(&self, fits: impl Fn(&News) -> Option<T>) -> T {
        poll_fn(|context| {
            if let Some(found) = self.find(&fits) {
                return Poll::Ready(found);
            }
            self.waiting.borrow_mut().push(context.waker().clone());
            Poll::Pending
        })
        .await
    }

    pub fn find<T>(&self, fits: impl Fn(&News) -> Option<T>) -> Option<T> {
        self.news.borrow().iter().find_map(fits)
    }

    pub async fn fact<T>(&self, fits: impl Fn(&Fact) -> Option<T>) -> T {
        self.until(|news| of_fact(news).and_then(&fits)).await
    }

    pub fn has(&self, fits: impl Fn(&Fact) -> bool) -> bool {
        self.count(fits) > 0
    }

    pub fn count(&self, fits: impl Fn(&Fact) -> bool) -> usize {
        self.news
            .borrow()
            .iter()
            .filter_map(of_fact)
            .filter(|fact| fits(fact))
            .count()
    }

    pub fn forget(&self) {
        self.news.borrow_mut().clear();
    }
}

fn of_fact(news: &News) -> Option<&Fact> {
    match news {
        News::Happened(Input::Peer(PeerId(_), fact)) => Some(fact),
        _ => None,
    }
}
