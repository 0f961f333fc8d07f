#include "server/http_events.h"

#include <algorithm>
#include <charconv>
#include <map>

#include <fmt/format.h>

namespace dunlin::server {
namespace {

using namespace std::chrono_literals;
using workspace::Call;
using workspace::Reply;

constexpr Duration kComment = 10s;
constexpr Duration kAskAgain = 60s;
constexpr std::size_t kAtOnce = 500;

struct Streams {
  std::map<std::string, int, std::less<>> of_one;
  int all = 0;
};

/// Counts a stream while it is open.
class Counted {
 public:
  Counted(std::shared_ptr<Streams> streams, std::string who)
      : streams_(std::move(streams)), who_(std::move(who)) {
    ++streams_->of_one[who_];
    ++streams_->all;
  }
  ~Counted() {
    --streams_->all;
    const auto found = streams_->of_one.find(who_);
    if (--found->second == 0) streams_->of_one.erase(found);
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::shared_ptr<Streams> streams_;
  std::string who_;
};

struct Watch {
  std::shared_ptr<feed::Hub> hub;
  std::shared_ptr<Streams> streams;
  Seams* seams = nullptr;
  WorkspaceId workspace;
  std::string who;
  std::string last_event_id;
  std::function<Task<Status>()> still_allowed;
};

/// The number that a client came to, if it was given by this run.
std::optional<std::uint64_t> number_of(std::string_view event_id, std::string_view run) {
  const auto dash = event_id.rfind('-');
  if (dash == std::string_view::npos || event_id.substr(0, dash) != run) return std::nullopt;
  event_id.remove_prefix(dash + 1);
  std::uint64_t number = 0;
  const auto [end, fault] =
      std::from_chars(event_id.data(), event_id.data() + event_id.size(), number);
  if (fault != std::errc{} || end != event_id.data() + event_id.size()) return std::nullopt;
  return number;
}

std::string event_text(std::string_view run, std::uint64_t number, std::string_view name,
                       std::string_view data) {
  return fmt::format("id: {}-{}\nevent: {}\ndata: {}\n\n", run, number, name, data);
}

json::Value id_json(const feed::Event& event) {
  if (event.id == 0) return nullptr;
  switch (event.kind) {
    case feed::Kind::conversation:
    case feed::Kind::message:
    case feed::Kind::presence:
      return json::Value(to_text(ConversationId{event.id}));
    case feed::Kind::contact:
      return json::Value(to_text(ContactId{event.id}));
    case feed::Kind::rules:
      return json::Value(to_text(RuleId{event.id}));
    case feed::Kind::account:
      return json::Value(to_text(AccountId{event.id}));
    case feed::Kind::switches:
    case feed::Kind::attention:
    case feed::Kind::activity:
      break;
  }
  return nullptr;
}

/// "typing per_3xKq", as inbox/presence.h writes it.
std::string presence_data(const feed::Event& event) {
  const std::string_view note = event.note;
  const auto space = std::min(note.find(' '), note.size());
  return json::print(json::Object{{"conversation_id", id_json(event)},
                                  {"person_id", note.substr(std::min(space + 1, note.size()))},
                                  {"state", note.substr(0, space)}});
}

std::string text_of(std::string_view run, std::uint64_t number, const feed::Event& event) {
  if (event.kind == feed::Kind::presence) {
    return event_text(run, number, "presence", presence_data(event));
  }
  return event_text(
      run, number, "change",
      json::print(json::Object{{"kind", feed::name(event.kind)}, {"id", id_json(event)}}));
}

/// What is to be written next; moves `through`.
std::string next_part(const feed::Hub& hub, WorkspaceId workspace, std::uint64_t& through) {
  const auto news = hub.since(workspace, through, kAtOnce);
  through = news.through;
  if (news.lost) return event_text(hub.run(), through, "reset", "{}");
  std::string part;
  for (const auto& [number, event] : news.events) part += text_of(hub.run(), number, event);
  return part;
}

Task<void> stream_events(Watch watch, net::BodyStream& out) {
  const Counted counted(watch.streams, watch.who);
  feed::Hub& hub = *watch.hub;
  feed::Hub::Listener listener(watch.hub, watch.seams->timers, watch.workspace);
  const auto known = number_of(watch.last_event_id, hub.run());
  std::uint64_t through = known.value_or(hub.last());
  std::string part = "retry: 2000\n\n";
  if (known) {
    part += next_part(hub, watch.workspace, through);
  } else {
    const bool first_time = watch.last_event_id.empty();
    part += event_text(hub.run(), through, first_time ? "ready" : "reset", "{}");
  }
  Monotonic ask_at = watch.seams->clock.monotonic() + kAskAgain;
  while (!hub.closed()) {
    auto written = co_await out.write(std::move(part));
    if (!written) co_return;
    if (watch.seams->clock.monotonic() >= ask_at) {
      auto allowed = co_await watch.still_allowed();
      if (!allowed) co_return;
      ask_at = watch.seams->clock.monotonic() + kAskAgain;
    }
    part = next_part(hub, watch.workspace, through);
    if (!part.empty()) continue;
    co_await listener.wait(kComment);
    part = next_part(hub, watch.workspace, through);
    if (part.empty()) part = ":\n\n";
  }
}

Status room_for(const Streams& streams, std::string_view who) {
  if (streams.all >= kStreams) {
    return Error(Code::unavailable, "events.too_many", "Too many people watch this server at once")
        .hinting("Try again in a minute.");
  }
  const auto found = streams.of_one.find(who);
  if (found == streams.of_one.end() || found->second < kStreamsOfOne) return {};
  return Error(Code::rate_limited, "events.too_many",
               fmt::format("You watch with {} streams already", kStreamsOfOne))
      .hinting("Close one; the windows of one browser can share a stream.");
}

Task<Result<Reply>> get_events(Watch watch, const Call& call) {
  if (const Status room = room_for(*watch.streams, call.scope.actor().id); !room) {
    return workspace::answer(room.error());
  }
  watch.workspace = call.scope.workspace();
  watch.who = call.scope.actor().id;
  watch.last_event_id = call.request->headers.get("Last-Event-ID");
  if (const auto asked = call.parameter("last_event_id"); asked && watch.last_event_id.empty()) {
    watch.last_event_id = *asked;
  }
  watch.still_allowed = call.still_allowed;
  Reply reply;
  reply.raw_content_type = "text/event-stream";
  reply.stream = [watch](net::BodyStream& out) { return stream_events(watch, out); };
  return workspace::answer(std::move(reply));
}

}  // namespace

std::vector<workspace::Endpoint> event_endpoints(std::shared_ptr<feed::Hub> hub, Seams& seams) {
  const Watch watch{.hub = std::move(hub),
                    .streams = std::make_shared<Streams>(),
                    .seams = &seams,
                    .workspace = {},
                    .who = {},
                    .last_event_id = {},
                    .still_allowed = {}};
  auto stream = workspace::endpoint("GET", "/api/v1/events", workspace::Access::read,
                                    [watch](const Call& call) { return get_events(watch, call); });
  stream.workspace_in = workspace::Endpoint::WorkspaceIn::query_too;
  return {stream};
}

}  // namespace dunlin::server
