#include "base/log.h"
#include "outbound/reads.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {
namespace {

using intake::MessageEdited;

constexpr int kTries = 3;
constexpr Duration kPause = std::chrono::seconds{1};

struct Source {
  bool known_message = true;
  bool may_call = true;  ///< Instagram does not have the account wait
  graph::Caller caller;
  std::optional<accounts::Routed> account;
};

Result<std::optional<Source>> find_source(db::Tx& tx, const accounts::Vault& vault,
                                          const std::string& ig_id, const std::string& mid,
                                          Instant now) {
  DUNLIN_TRY(const auto routed, accounts::route(tx, workspace::ScopeMaker::for_node(), ig_id));
  if (!routed) return std::optional<Source>{};
  DUNLIN_TRY(const auto stored,
             conversations::find_by_mid(tx, routed->scope, routed->account, mid));
  Source source{.known_message = stored.has_value(), .caller = {}, .account = {}};
  if (source.known_message) return std::optional<Source>{std::move(source)};
  DUNLIN_TRY(const auto account, accounts::find(tx, routed->scope, routed->account));
  source.may_call = !account.paused_until || *account.paused_until <= now;
  DUNLIN_TRY(accounts::Connection connection,
             accounts::open_connection(tx, routed->scope, vault, routed->account));
  source.account = routed;
  source.caller = {
      .ig_id = ig_id, .token = std::move(connection.token), .proxy = std::move(connection.proxy)};
  return std::optional<Source>{std::move(source)};
}

}  // namespace

/// In the wild a new message may be announced only by an edit with num_edit 0, without sender and
/// text (INSTAGRAM §2.6): it is read from Graph and handled as the message it is.
Task<Pipeline::State::Completed> Pipeline::State::complete_edit(Arrival& arrival) {
  const auto* edit = std::get_if<MessageEdited>(&arrival.event.payload);
  if (edit == nullptr || edit->num_edit != 0) co_return Completed::whole;
  for (int tried = 0; tried < kTries && !stopping_; ++tried) {
    if (tried > 0) co_await sleep(seams_.timers, kPause * tried);
    const auto once = co_await read_announced(arrival);
    if (once) co_return *once;
  }
  log::warning("pipeline.edit_without_message", {{"raw", to_text(arrival.body->raw)}});
#ifdef DUNLIN_BUG_drops_unreadable
  co_return Completed::whole;
#endif
  co_return Completed::unreadable;
}

/// Nothing when another try may go better.
Task<std::optional<Pipeline::State::Completed>> Pipeline::State::read_announced(Arrival& arrival) {
  const std::string mid = std::get<MessageEdited>(arrival.event.payload).mid;
  const accounts::Vault* const vault = &vault_;
  const Instant now = seams_.clock.now();
  const auto find = [vault, mid, now, ig_id = arrival.event.account_ig_id](db::Tx& tx) {
    return find_source(tx, *vault, ig_id, mid, now);
  };
  auto source = co_await stores_.main.read(find);
  if (!source) co_return std::nullopt;
  if (!source->has_value() || (*source)->known_message) co_return Completed::whole;
  if (!(*source)->may_call) co_return Completed::unreadable;
  auto answer = co_await graph_.message((*source)->caller, mid);
  const accounts::Routed asked = *(*source)->account;
  // Who is told to wait waits with everything.
  co_await outbound::heed_answer_apart(seams_, stores_.main, asked.scope, asked.account,
                                       outbound::error_of(answer), answer.usage);
  const auto* read = std::get_if<graph::ReadMessage>(&answer.outcome);
  const auto* error = std::get_if<graph::GraphError>(&answer.outcome);
  if (error && error->act != graph::ErrorAct::retry && error->act != graph::ErrorAct::verify)
    co_return Completed::unreadable;
  if (read == nullptr) co_return std::nullopt;
  if (read->deleted_or_too_old) co_return Completed::whole;
  intake::Message message;
  message.mid = mid;
  message.text = read->text;
  message.is_echo = read->from_id == arrival.event.account_ig_id;
  arrival.event.sender_id = read->from_id;
  arrival.event.recipient_id = read->to_id;
  arrival.event.at = read->created_at;
  arrival.event.payload = std::move(message);
  co_return Completed::whole;
}

}  // namespace dunlin::pipeline
