use std::collections::BTreeSet;

use serde_json::json;

use crate::place::Place;

#[tokio::test]
async fn whoever_watches_is_told_who_is_here_and_who_comes_and_goes() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    alice.say(json!({ "type": "watch" })).await;
    assert_eq!(alice.next().await, json!({ "type": "present", "users": ["alice"] }));
    let bob = place.sign_in("bob").await;
    assert_eq!(alice.next().await, json!({ "type": "joined", "userId": "bob" }));
    let second = place.sign_in("bob").await;
    drop(bob);
    drop(second);
    assert_eq!(alice.next().await, json!({ "type": "gone", "userId": "bob" }));
    alice.nothing_came().await;
}

#[tokio::test]
async fn watching_twice_tells_everything_once() {
    let place = Place::start(&[]);
    let mut alice = place.sign_in("alice").await;
    for _ in 0..2 {
        alice.say(json!({ "type": "watch" })).await;
        assert_eq!(alice.next().await["type"], "present");
    }
    let _bob = place.sign_in("bob").await;
    assert_eq!(alice.next().await["type"], "joined");
    alice.nothing_came().await;
}

#[tokio::test]
async fn whoever_watches_is_not_cut_by_who_comes_and_goes_but_told_afresh() {
    let place = Place::start(&["--rate", "1000000", "--burst", "1000000", "--queue", "4", "--stall-timeout", "600"]);
    let (mut alice, mut late) = (place.sign_in("alice").await, place.sign_in("late").await);
    late.say(json!({ "type": "watch" })).await;
    assert_eq!(late.next().await["type"], "present");
    // It does not read, until its queue is full.
    let long = "x".repeat(64 * 1024);
    let mut taken = 0;
    loop {
        alice.send("late", &long).await;
        alice.say(json!({ "type": "ping" })).await;
        if alice.next().await["type"] == "error" {
            break;
        }
        taken += 1;
    }
    let mut others = Vec::new();
    for number in 0..6 {
        others.push(place.sign_in(&format!("other {number}")).await);
    }
    drop(others.split_off(3));
    place.until("callkit_people", |people| people == 5.0).await;
    for _ in 0..taken {
        assert_eq!(late.next().await["text"], long);
    }
    let users = json!(["alice", "late", "other 0", "other 1", "other 2"]);
    assert_eq!(late.next().await, json!({ "type": "present", "users": users }));
    others.truncate(2);
    assert_eq!(late.next().await, json!({ "type": "gone", "userId": "other 2" }));
    late.nothing_came().await;
}

#[tokio::test]
async fn many_who_come_and_go_at_once_cut_nobody_who_watches() {
    const MANY: usize = 150;
    let place = Place::start(&["--queue", "8", "--hello-timeout", "60"]);
    let mut watcher = place.sign_in("watcher").await;
    watcher.say(json!({ "type": "watch" })).await;
    let mut here: BTreeSet<String> = BTreeSet::new();
    let mut coming = Vec::new();
    for number in 0..MANY {
        coming.push((place.connect().await, place.token(&format!("person {number}")).await));
    }
    for (socket, token) in &mut coming {
        socket.hello(token).await;
    }
    let mut sockets = Some(coming);
    while sockets.is_some() || here.len() > 1 {
        let told = watcher.next().await;
        let user = || told["userId"].as_str().unwrap().to_string();
        match told["type"].as_str().unwrap() {
            "present" => here = told["users"].as_array().unwrap().iter().map(|user| user.as_str().unwrap().into()).collect(),
            "joined" => drop(here.insert(user())),
            "gone" => drop(here.remove(&user())),
            other => panic!("{other}"),
        }
        if here.len() == MANY + 1 {
            sockets = None;
        }
    }
    watcher.nothing_came().await;
}

#[tokio::test]
async fn the_list_and_the_watchers_are_limited() {
    let place = Place::start(&["--present", "2", "--watchers", "1"]);
    let (mut alice, mut bob, _carol) = (place.sign_in("alice").await, place.sign_in("bob").await, place.sign_in("carol").await);
    alice.say(json!({ "type": "watch" })).await;
    assert_eq!(alice.next().await["users"].as_array().unwrap().len(), 2);
    bob.say(json!({ "type": "watch" })).await;
    assert_eq!(bob.next().await["code"], "too-many-watchers");
}

#[tokio::test]
async fn one_person_has_a_limited_number_of_sockets() {
    let place = Place::start(&["--connections-per-user", "2"]);
    let (first, _second) = (place.sign_in("alice").await, place.sign_in("alice").await);
    let mut third = place.connect().await;
    third.hello(&place.token("alice").await).await;
    assert_eq!(third.closed().await, 4002);
    let _bob = place.sign_in("bob").await;
    drop(first);
    place.until("callkit_sockets", |open| open == 2.0).await;
    place.sign_in("alice").await;
}

#[tokio::test]
async fn all_together_have_a_limited_number_of_sockets() {
    let place = Place::start(&["--connections", "2"]);
    let (first, _silent) = (place.sign_in("alice").await, place.connect().await);
    place.until("callkit_sockets", |open| open == 2.0).await;
    assert_eq!(place.connect().await.closed().await, 1013);
    drop(first);
    place.until("callkit_sockets", |open| open == 1.0).await;
    place.sign_in("bob").await;
}
