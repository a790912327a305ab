//! Runs of `refresh`: several runners call it at intervals, each with a budget. Some runs are killed at a random step.

use std::rc::Rc;

use kyclink::UntrustedValue;

use crate::agenda::Agenda;
use crate::clock::{DAY, SECOND, START, run_interval};
use crate::server::{OPERATE, Reply, Request, THEIRS};
use crate::serving::send;
use crate::values::{integer, json, object, text};
use crate::world::World;

/// Until when runs are killed.
const KILLED_UNTIL: i64 = START + 2 * DAY;
const SLOT: i64 = 150 * SECOND;
/// More steps than a run takes: none works on the same part of a tree twice.
const MAX_STEPS: usize = 500;

/// Whether nothing more happens that runs could learn.
pub(crate) fn are_settled(world: &World) -> bool {
    let is_over = |agenda: &Agenda| agenda.is_over(world.clock.now()) && world.checks.no_decision_waits();
    world.agenda.as_ref().is_none_or(is_over)
}

/// Notes that a first run was there: a world that begins has nothing that was due before.
pub(crate) fn begin(world: &World) {
    let (next, lifetime) = (START / SLOT, 40 * DAY);
    let theirs = if world.theirs.id == THEIRS { "" } else { "another level" };
    let handlers = world.handlers.iter().map(|handler| (handler.id, "")).chain([(world.theirs.id, theirs)]);
    for (handler, settings) in handlers {
        for provider in world.providers() {
            let name = ["refreshed", handler, settings, provider.name].map(str::to_owned).to_vec();
            let content = format!(r#"{{"next":{next},"wait_until":0}}"#);
            let sealed = world.vault.seal(world.word(), name.clone(), content);
            world.records.swap(&name, None, Some((sealed, lifetime)), START);
        }
    }
}

/// Runs at intervals, as long as the world lasts.
pub(crate) async fn run_at_intervals(world: Rc<World>) {
    let Some(agenda) = &world.agenda else { return };
    loop {
        let interval = run_interval(world.clock.now());
        world.clock.sleep(interval - world.below(interval / 4)).await;
        for handler in 0..world.handlers.len() {
            // A run that has used up its budget is followed by another one.
            for _ in 0..60 {
                if !run(&world, agenda, handler).await {
                    break;
                }
                world.clock.sleep(2 * SECOND).await;
            }
        }
        world.checks.decisions_are_told(&world);
    }
}

/// Does what the wrapper does in a run: steps at each provider in turn. Returns whether more is due.
async fn run(world: &Rc<World>, agenda: &Agenda, handler: usize) -> bool {
    let Some(setup) = world.handlers.get(handler) else { return false };
    world.count(|counts| counts.runs += 1);
    let is_killed = world.clock.now() < KILLED_UNTIL && world.one_in(8);
    let providers = world.providers().map(|provider| provider.name).filter(|name| setup.has(name));
    let mut open: Vec<_> = providers.map(|name| (name, UntrustedValue::Null)).collect();
    let (mut left, mut is_more, mut steps) = (agenda.limit, false, 0);
    while !open.is_empty() {
        let mut next = vec![];
        for (provider, state) in open {
            steps += 1;
            if steps > MAX_STEPS {
                world.violated("agenda steps", format!("a run takes {steps} steps"));
                return false;
            }
            let request = step(world, provider, state, left);
            if is_killed && world.one_in(3) {
                agenda.will_kill(request.number, world.below(60));
            }
            let number = request.number;
            let server = usize::try_from(world.below(i64::try_from(world.servers.len()).unwrap_or(1)));
            let reply = send(world, server.unwrap_or_default(), handler, request).await;
            left -= world.checks.step_ended(world, number, left);
            let Some(Reply { body, .. }) = reply.filter(|reply| reply.status == 200) else { return false };
            let body = json(&body);
            let flag = |name| body.object().and_then(|body| body.get(name)).is_some_and(is_true);
            is_more |= flag("isMore");
            if !flag("isOver") {
                let state = body.object().and_then(|body| body.get("state"));
                next.push((provider, state.map_or(UntrustedValue::Null, UntrustedValue::to_static)));
            }
        }
        open = next;
    }
    is_more
}

fn is_true(value: &UntrustedValue) -> bool {
    matches!(value, UntrustedValue::Bool(true))
}

fn step(world: &World, provider: &'static str, state: UntrustedValue<'static>, left: i64) -> Request {
    let fields =
        [("function", text("refresh")), ("provider", text(provider)), ("state", state), ("limit", integer(left))];
    Request {
        person: None,
        cookie: None,
        number: world.word(),
        method: OPERATE,
        path: "refresh".to_owned(),
        headers: vec![],
        body: object(fields),
        bytes: String::new(),
        form_key: None,
        login: None,
    }
}

/// Whether no delivery about this customer arrives.
pub(crate) fn is_unheard(world: &World, id: &str) -> bool {
    world.agenda.is_some() && id.bytes().map(u64::from).sum::<u64>() % 3 == 0
}
