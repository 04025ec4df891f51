// Reads iCalendar text from standard input as Thunderbird does; prints one JSON line an event.
import { readFileSync } from "node:fs";
import ICAL from "./ical.min.mjs";

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(zone));
}
for (const part of calendar.getAllSubcomponents("vevent")) {
  const event = new ICAL.Event(part);
  const seconds = (time) => (time.isDate ? time.toString() : time.toUnixTime());
  console.log(JSON.stringify({
    uid: event.uid, sequence: event.sequence, summary: event.summary,
    description: event.description ?? "", start: seconds(event.startDate), end: seconds(event.endDate),
  }));
}
