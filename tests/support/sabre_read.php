<?php
// Reads iCalendar text from standard input as Nextcloud does; prints one JSON line an event.
require_once 'Sabre/VObject/includes.php';

$calendar = Sabre\VObject\Reader::read(stream_get_contents(STDIN));
foreach ($calendar->validate() as $complaint) {
    if ($complaint['level'] >= 2) {
        fwrite(STDERR, $complaint['message'] . "\n");
        exit(1);
    }
}
// Debian's version 2 leaves the escapes of these two as they stand.
$text = fn ($property) => str_replace(['\\;', '\\,'], [';', ','], (string) $property);
foreach ($calendar->VEVENT as $event) {
    $seconds = fn ($time) => $time->hasTime() ? $time->getDateTime()->getTimestamp() : $time->getDateTime()->format('Y-m-d');
    echo json_encode([
        'uid' => (string) $event->UID, 'sequence' => (int) (string) $event->SEQUENCE,
        'summary' => $text($event->SUMMARY), 'description' => $text($event->DESCRIPTION),
        'start' => $seconds($event->DTSTART), 'end' => $seconds($event->DTEND),
    ]), "\n";
}
