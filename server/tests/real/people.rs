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
