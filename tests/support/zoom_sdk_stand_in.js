// A stand-in for Zoom's Apps SDK: the names, arguments and answers of its reference (0.16), a meeting of its own, each call written down.
// `window.zoomMeeting` is the test's hand on it; real behaviour beyond the reference is not known here.
(() => {
  const meeting = {
    id: "", calls: [], people: [], rooms: null, state: "closed", seats: {}, closesIn: 0, role: "host",
    fails: [], // {name, times, error}: the next so many calls of that name are rejected
    fail(name, times, error) { this.fails.push({ name, times, error }); },
    sit() { return Object.fromEntries((this.rooms ?? []).map((room) => [room.name, this.people.filter((one) => this.seats[one.participantUUID] === room.breakoutRoomId).map((one) => one.screenName)])); },
  };
  const refuse = (code, message) => { throw { code, message, type: "ZoomApiError" }; };
  const shown = (one) => ({ participantId: 1, displayName: one.screenName, participantUUID: one.participantUUID });
  let capabilities = null, made = 0;

  function list() {
    if (!meeting.rooms) refuse("10098", "No Breakout Room exist.");
    if (meeting.closesIn > 0 && --meeting.closesIn === 0) meeting.state = "closed";
    const isOwner = meeting.role === "host", attendees = meeting.people.filter((one) => one.role !== "host");
    const status = meeting.state === "open" ? "joined" : "assigned";
    const inside = (room) => attendees.filter((one) => meeting.seats[one.participantUUID] === room.breakoutRoomId);
    return {
      rooms: meeting.rooms.map((room) => ({ ...room, ...(isOwner && { participants: inside(room).map((one) => ({ ...shown(one), participantStatus: status })) }) })),
      state: meeting.state,
      ...(isOwner && { unassigned: attendees.filter((one) => !meeting.seats[one.participantUUID]).map(shown) }),
    };
  }

  const api = {
    getMeetingContext: () => ({ meetingID: meeting.id, meetingTopic: "Workshop" }),
    getMeetingParticipants: () => ({ participants: meeting.people.filter((one) => meeting.state === "closed" || !meeting.seats[one.participantUUID]) }),
    getBreakoutRoomList: list,
    createBreakoutRooms({ numberOfRooms, assign, names }) {
      if (meeting.state === "open") refuse("10097", "Create Breakout Room failed.");
      if (numberOfRooms !== names.length) refuse("10122", "Bo count and the name size do not match.");
      if (!["automatically", "manually", "participantsChoose"].includes(assign)) refuse("10096", "The assignment type is incorrect.");
      meeting.seats = {};
      meeting.rooms = names.map((name) => ({ breakoutRoomId: `{room-${++made}}`, name }));
      return list();
    },
    configureBreakoutRooms(options) {
      if (!meeting.rooms) refuse("10098", "No Breakout Room exist.");
      return options;
    },
    assignParticipantToBreakoutRoom({ uuid, participantUUID }) {
      const one = meeting.people.find((each) => each.participantUUID === participantUUID);
      if (!one || one.role === "host" || !meeting.rooms?.some((room) => room.breakoutRoomId === uuid)) refuse("10101", "Assign failed.");
      meeting.seats[participantUUID] = uuid;
      return list();
    },
    openBreakoutRooms() {
      if (!meeting.rooms || meeting.state === "open") refuse("10099", "Open failed.");
      meeting.state = "open";
      return { message: "Success" };
    },
    closeBreakoutRooms() {
      if (meeting.state !== "open") refuse("10100", "Close failed.");
      meeting.closesIn = 2; // Zoom counts down: two looks later everybody is back
      return { message: "Success" };
    },
  };

  window.zoomMeeting = meeting;
  window.zoomSdk = {
    async config({ version, capabilities: asked }) {
      meeting.calls.push(["config", version]);
      const wrong = meeting.fails.find((each) => each.name === "config" && each.times-- > 0);
      if (wrong) throw wrong.error;
      capabilities = asked;
      return { clientVersion: "6.6.0", unsupportedApis: meeting.role === "participant" ? asked.filter((name) => name.includes("Breakout")) : [] };
    },
  };
  for (const [name, does] of Object.entries(api)) {
    window.zoomSdk[name] = async (...options) => {
      if (!capabilities?.includes(name)) refuse("80004", "The app has not been configured with this capability.");
      if (options.length) meeting.calls.push([name, ...options]);
      else if (/^(open|close)/.test(name)) meeting.calls.push([name]);
      const wrong = meeting.fails.find((each) => each.name === name && each.times-- > 0);
      if (wrong) throw wrong.error;
      return does(...options);
    };
  }
})();
