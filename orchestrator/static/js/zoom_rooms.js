// One round's rooms against what stands in Zoom: who is who by the name Zoom shows, and what is still to do. Asks nobody.

const plain = (name) => String(name ?? "").normalize("NFC").trim().replace(/\s+/g, " ").toLowerCase();
const unique = (names) => [...new Set(names)];

export const listed = (names) => (names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names.join(""));

// Whom Zoom sees, by their id: in the main room, in a breakout room, or waiting to be assigned.
function everybody(list, participants) {
  const seated = list.rooms.flatMap((room) => room.participants ?? []);
  const found = new Map();
  for (const one of [...seated, ...(list.unassigned ?? [])]) found.set(one.participantUUID, { name: one.displayName, role: "" });
  for (const one of participants) found.set(one.participantUUID, { name: one.screenName, role: one.role ?? "" });
  return found;
}

function grouped(people) {
  const found = new Map();
  for (const [uuid, one] of people) {
    if (/^host$/i.test(one.role)) continue; // Zoom assigns everybody but the host
    found.set(plain(one.name), [...(found.get(plain(one.name)) ?? []), uuid]);
  }
  return found;
}

// What one round looks like from here. `knowsSeats` is false for a co-host: Zoom tells only the host who sits where.
export function compare(round, list, participants) {
  const people = everybody(list, participants), uuids = grouped(people), sits = new Map();
  for (const room of list.rooms) for (const one of room.participants ?? []) sits.set(one.participantUUID, room.name);
  const wanted = [], missing = [], ambiguous = [];
  const planned = round.rooms.flatMap((room) => room.people.map((name) => ({ name, room: room.name })));
  for (const { name, room } of planned) {
    const found = uuids.get(plain(name)) ?? [];
    const namesakes = planned.filter((other) => plain(other.name) === plain(name)).length;
    if (!found.length) missing.push(name);
    else if (found.length > 1 || namesakes > 1) ambiguous.push(name);
    else wanted.push({ name, room, uuid: found[0], sits: sits.get(found[0]) ?? "" });
  }
  const known = new Set(planned.map(({ name }) => plain(name)));
  const others = [...people.values()].filter((one) => !/host/i.test(one.role) && !known.has(plain(one.name)));
  const there = new Set(list.rooms.map((room) => room.name));
  return {
    total: planned.length,
    missing, ambiguous: unique(ambiguous), placeless: unique(others.map((one) => one.name)),
    toDo: wanted.filter((one) => one.sits !== one.room),
    placed: wanted.filter((one) => one.sits === one.room),
    misplaced: wanted.filter((one) => one.sits && one.sits !== one.room),
    lacking: round.rooms.map((room) => room.name).filter((name) => !there.has(name)),
    waiting: round.rooms.filter((room) => room.facilitator).map((room) => room.name),
    knowsSeats: Array.isArray(list.unassigned) || list.rooms.some((room) => Array.isArray(room.participants)),
  };
}

// What the host should know afterwards, one sentence each.
export function report(look) {
  const lines = [];
  if (look.missing.length) lines.push(`Not in the meeting under this name: ${listed(look.missing)}. Click again when they are here, or put them into their room in Zoom.`);
  if (look.ambiguous.length) lines.push(`More than one person is called ${listed(look.ambiguous)}. Please put them into their rooms in Zoom yourself.`);
  if (look.placeless.length) lines.push(`In the meeting, and in no room of this round: ${listed(look.placeless)}.`);
  if (look.waiting.length) lines.push(`${listed(look.waiting)} waits for you: join it in Zoom.`);
  return lines;
}
