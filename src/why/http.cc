#include <algorithm>

#include "why/why.h"

namespace dunlin::why {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::Reply;

constexpr std::size_t kLongestUsername = 64;

json::Value to_json(const Step& step) {
  json::Object out;
  out["id"] = step.id;
  out["stage"] = name(step.stage);
  out["state"] = name(step.state);
  out["says"] = step.says;
  out["todo"] = step.todo;
  out["at"] = workspace::time_json(step.at);
  out["values"] = step.values;
  return out;
}

template <class Row>
json::Value id_json(const std::optional<Row>& row) {
  if (!row) return nullptr;
  return json::Value(to_text(row->id));
}

json::Value to_json(const Facts& facts, const Story& story) {
  json::Array steps;
  for (const Step& step : story.steps) steps.push_back(to_json(step));
  json::Object out;
  out["verdict"] = name(story.verdict);
  out["says"] = story.says;
  out["at"] = facts.message ? json::Value(to_rfc3339(facts.message->received_at)) : nullptr;
  out["activity_id"] = id_json(facts.trace);
  out["message_id"] = id_json(facts.message);
  out["conversation_id"] = id_json(facts.conversation);
  out["contact_id"] = id_json(facts.contact);
  out["account_id"] = id_json(facts.account);
  out["steps"] = std::move(steps);
  return out;
}

/// As Instagram writes names: small letters, without @.
std::string plain(std::string_view username) {
  if (username.starts_with('@')) username.remove_prefix(1);
  std::string out(username);
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

Result<Asked> read_asked(const Call& call) {
  Asked asked;
  DUNLIN_TRY(asked.message, call.id_parameter<MessageId>("message"));
  DUNLIN_TRY(asked.conversation, call.id_parameter<ConversationId>("conversation"));
  const auto username = call.parameter("username");
  const int given = static_cast<int>(asked.message.has_value()) +
                    static_cast<int>(asked.conversation.has_value()) +
                    static_cast<int>(username.has_value());
  if (given != 1) {
    return Error(Code::invalid, "why.ask_one",
                 "It is asked about exactly one of message, conversation and username")
        .at("message");
  }
  if (username) {
    asked.username = plain(*username);
    if (asked.username.empty() || asked.username.size() > kLongestUsername) {
      return Error(Code::invalid, "why.username_invalid", "A username has 1 to 64 bytes")
          .at("username");
    }
  }
  if (call.installer) asked.who = workspace::Installer::yes;
  return asked;
}

Task<Result<Reply>> get_why(db::Database database, Seams& seams, const Call& call) {
  const auto asked = read_asked(call);
  if (!asked) return workspace::answer(asked.error());
  return workspace::in_read(
      database,
      [scope = call.scope, asked = *asked, now = seams.clock.now()](db::Tx& tx) -> Result<Reply> {
        DUNLIN_TRY(const Facts facts, load(tx, scope, asked, now));
        return workspace::reply_with(to_json(facts, tell(facts)));
      });
}

}  // namespace

std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams) {
  using In = workspace::IdField::In;
  return {workspace::naming(workspace::endpoint("GET", "/api/v1/activity/why", Access::read,
                                                [database, &seams](const Call& call) {
                                                  return get_why(database, seams, call);
                                                }),
                            {{In::query, "message", MessageIdTag::prefix},
                             {In::query, "conversation", ConversationIdTag::prefix}})};
}

}  // namespace dunlin::why
