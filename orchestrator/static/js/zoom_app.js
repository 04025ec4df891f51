// The panel inside Zoom: a round's rooms are closed, assigned and opened by a click. Every click may be repeated.
// Written by the reference of Zoom's Apps SDK 0.16; never tried against the real Zoom.
import { compare, listed, report } from "./zoom_rooms.js";

const DOES = { // each call that is used, and what Zoom did not do when it fails
  getMeetingContext: "say which meeting this is", getMeetingParticipants: "say who is here", getBreakoutRoomList: "say how its rooms stand",
  createBreakoutRooms: "make the rooms", configureBreakoutRooms: "set the rooms up", assignParticipantToBreakoutRoom: "assign",
  openBreakoutRooms: "open the rooms", closeBreakoutRooms: "close the rooms",
};
const SETTING = {
  allowParticipantsChooseRoom: true, allowParticipantsReturnToMainSession: true, automaticallyMoveParticipantsIntoRooms: true,
  automaticallyMoveParticipantsIntoMainRoom: true, closeAfter: 0, countDown: 15,
};
const SAID = { on: ", on now", next: ", next", over: ", over" };
const PATIENCE = 15000, CALLED_BACK = 75; // milliseconds for one answer; seconds until everybody is back

const panel = document.getElementById("panel"), trouble = document.getElementById("trouble");
let plan = null, mark = "", configured = false, busy = false, isLost = false, assigned = 0;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const round = (number) => plan.rounds.find((each) => each.number === number);
function warn(text) { trouble.textContent = text; trouble.hidden = !text; }

// ---------------------------------------------------------------- asking Zoom, and our own server

async function zoom(name, ...options) {
  let timer = 0;
  const late = new Promise((_, no) => { timer = setTimeout(() => no(new Error("no answer")), PATIENCE); });
  try {
    return await Promise.race([window.zoomSdk[name](...options), late]);
  } catch (error) {
    const code = error?.code ? ` (${error.code})` : "";
    throw new Error(`Zoom did not ${DOES[name] ?? "accept this panel"}: ${error?.message ?? error}${code}.`);
  } finally { clearTimeout(timer); }
}

async function latest() {
  let answer;
  const headers = { "X-Panel-Pass": panel.dataset.pass, "If-None-Match": mark };
  try { answer = await fetch(panel.dataset.source, { headers, signal: AbortSignal.timeout(PATIENCE) }); }
  catch { throw new Error("No connection to our own server. What you see was right a moment ago."); }
  if (answer.status === 304) return;
  const told = await answer.json().catch(() => ({ message: "Our own server did not answer well." }));
  if (!answer.ok) throw new Error(told.message);
  [plan, mark] = [told, answer.headers.get("ETag") ?? ""];
  show();
}

async function ready() {
  for (let waited = 0; !window.zoomSdk && document.readyState !== "complete" && waited < PATIENCE; waited += 100) await pause(100);
  if (!window.zoomSdk) throw new Error("Zoom's own script did not load. Is this page open inside Zoom?");
  await latest();
  if (!configured) {
    const answer = await zoom("config", { version: "0.16", capabilities: Object.keys(DOES) });
    const not = Object.keys(DOES).filter((name) => name !== "getMeetingContext" && answer?.unsupportedApis?.includes(name));
    if (not.length) throw new Error(`Zoom does not let you ${listed(not.map((name) => DOES[name]))} here. It needs the host's desktop client, and these calls in the app's settings.`);
    configured = true;
  }
  const here = await zoom("getMeetingContext").catch(() => null);
  const number = String(here?.meetingID ?? "").replace(/\D/g, "");
  if (plan.meeting && number && number !== plan.meeting) throw new Error(`This is another meeting than the workshop's (${plan.meeting}). Nothing was changed.`);
  warn(plan.meeting && !number ? "Zoom does not say which meeting this is. Please make sure that it is the workshop's." : "");
}

const rooms = () => zoom("getBreakoutRoomList").catch(() => ({ rooms: [], state: "" })); // perhaps there are none yet

async function look(number) {
  const list = await rooms();
  const { participants } = await zoom("getMeetingParticipants");
  const seen = compare(round(number), { ...list, rooms: list.rooms ?? [] }, participants);
  const isOpen = list.state === "open", moved = seen.misplaced.length;
  // No two rounds have more than half of their people in the same rooms: with more in place, it is this round and some strayed.
  const fits = seen.knowsSeats ? !moved || (isOpen && seen.placed.length > moved) : assigned === number;
  return { ...seen, list, isOpen, settled: fits && !seen.lacking.length };
}

// ---------------------------------------------------------------- the steps; each returns what to tell

async function close(_number, say) {
  if ((await rooms()).state !== "closed") {
    say("Closing the rooms…");
    await zoom("closeBreakoutRooms");
    for (let waited = 0; (await rooms()).state === "open"; waited += 1) {
      if (waited >= CALLED_BACK) throw new Error("Zoom is still calling people back. Please click again in a moment.");
      say("Zoom is calling everybody back…");
      await pause(1000);
    }
  }
  assigned = 0;
  return ["The rooms are closed."];
}

async function made(number, say) {
  let now = await look(number);
  if (now.isOpen) {
    if (!now.settled) throw new Error("Zoom's rooms are open, and not as in this round. Close them first; just after closing, Zoom takes a moment to call everybody back.");
    return now;
  }
  if (!now.settled) {
    say("Making the rooms…");
    const names = plan.standing;
    await zoom("createBreakoutRooms", { numberOfRooms: names.length, assign: "manually", names });
    assigned = 0;
    now = await look(number);
  }
  await zoom("configureBreakoutRooms", SETTING);
  return now;
}

async function assign(number, say) {
  const now = await made(number, say), failed = [];
  const toDo = now.isOpen ? now.toDo.filter((one) => !one.sits) : now.toDo; // nobody is taken out of an open room
  const ids = new Map(now.list.rooms.map((room) => [room.name, room.breakoutRoomId]));
  for (const [done, one] of toDo.entries()) {
    say(`Assigning ${done + 1} of ${toDo.length}…`);
    try { await zoom("assignParticipantToBreakoutRoom", { uuid: ids.get(one.room), participantUUID: one.uuid }); }
    catch (error) { failed.push({ name: one.name, why: error.message }); }
  }
  const count = now.placed.length + toDo.length - failed.length;
  const lines = [`${count} of ${now.total} people are assigned.`, ...strayed(now), ...report(now)];
  if (failed.length) throw Object.assign(new Error(`Not assigned: ${listed(failed.map((one) => one.name))}. ${failed[0].why} Please click again.`), { lines });
  assigned = count ? number : 0;
  return lines;
}

const strayed = (now) => (now.isOpen ? now.misplaced.map((one) => `${one.name} sits in ${one.sits} instead of ${one.room}.`) : []);

async function open(number, say) {
  const now = await look(number);
  if (now.isOpen && now.settled) return ["The rooms are open."];
  if (now.isOpen) throw new Error("Zoom's rooms are open, and not as in this round. Close them first.");
  const some = now.knowsSeats ? now.placed.length : assigned === number;
  if (!now.settled || !some) throw new Error(`Nobody is assigned to round ${number} yet. Assign first.`);
  say("Opening the rooms…");
  await zoom("openBreakoutRooms");
  return ["The rooms are open."];
}

async function all(number, say) {
  const before = await look(number);
  if (before.isOpen && !before.settled) await close(number, say);
  const lines = await assign(number, say);
  return [...(await open(number, say)), ...lines];
}

// ---------------------------------------------------------------- the page

function show() {
  for (const each of plan.rounds) {
    const place = panel.querySelector(`[data-round="${each.number}"]`);
    if (!place) continue;
    place.querySelector("ol").replaceChildren(...each.rooms.map(drawn));
    place.querySelector("h2").textContent = `Round ${each.number}${SAID[each.state] ?? ""}`;
    if (place.dataset.state !== each.state) place.open = each.state === "on" || each.state === "next";
    place.dataset.state = each.state;
  }
  document.getElementById("unreleased").hidden = plan.released;
}

function drawn(room) {
  const item = document.createElement("li"), heading = document.createElement("h3"), who = document.createElement("p");
  heading.textContent = room.name;
  who.className = "who";
  who.append(...[...room.people, ...(room.facilitator ? ["you"] : [])].map((name) => Object.assign(document.createElement("span"), { textContent: name })));
  item.append(heading, who);
  return item;
}

function tell(place, lines, wrong) {
  const items = lines.map((text) => Object.assign(document.createElement("li"), { textContent: text }));
  place.querySelector(".told").replaceChildren(...items);
  place.querySelector(".wrong").textContent = wrong;
  place.querySelector(".wrong").hidden = !wrong;
}

const STEPS = { all, close, assign, open };

async function click(event) {
  const button = event.target.closest?.("button[data-step]");
  if (!button || busy) return;
  const place = button.closest("[data-round]"), number = Number(place.dataset.round);
  setBusy(true);
  try {
    tell(place, ["One moment…"], "");
    await ready();
    tell(place, await STEPS[button.dataset.step](number, (text) => tell(place, [text], "")), "");
  } catch (error) { tell(place, error.lines ?? [], error.message); }
  setBusy(false);
}

function setBusy(now) {
  busy = now;
  for (const button of panel.querySelectorAll("button[data-step]")) button.setAttribute("aria-disabled", String(now));
}

function lost(error) { warn(error.message); isLost = true; }
function reached() { if (isLost) warn(""); isLost = false; }

async function follow() {
  await pause(1000 * Number(panel.dataset.every));
  if (!busy && !document.hidden) await latest().then(reached, lost);
  follow();
}

if (panel) {
  for (const hidden of panel.querySelectorAll("[data-needs-script]")) hidden.hidden = false;
  panel.addEventListener("click", click);
  setBusy(true);
  ready().catch((error) => warn(error.message)).then(() => setBusy(false)).then(follow);
}
