#include "base/log.h"
#include "pipeline/state.h"

namespace dunlin::pipeline {
namespace {

using intake::MessageEdited;

struct Source {
  bool known_message = true;
  graph::Caller caller;
};

Result<std::optional<Source>> find_source(db::Tx& tx, const accounts::Vault& vault,
                                          const std::string& ig_id, const std::string& mid) {
  DUNLIN_TRY(const auto routed, accounts::route(tx, workspace::ScopeMaker::for_node(), ig_id));
  if (!routed) return std::optional<Source>{};
  DUNLIN_TRY(const auto stored,
             conversations::find_by_mid(tx, routed->scope, routed->account, mid));
  Source source{.known_message = stored.has_value(), .caller = {}};
  if (source.known_message) return std::optional<Source>{std::move(source)};
  DUNLIN_TRY(accounts::Connection connection,
             accounts::open_connection(tx, routed->scope, vault, routed->account));
  source.caller = {
      .ig_id = ig_id, .token = std::move(connection.token), .proxy = std::move(connection.proxy)};
  return std::optional<Source>{std::move(source)};
}

}  // namespace

/// In the wild a new message may be announced only by an edit with num_edit 0, without sender and
/// text (INSTAGRAM §2.6): it is read from Graph and handled as the message it is. Left as it came
/// when that does not work.
Task<void> Pipeline::State::complete_edit(Arrival& arrival) {
  const auto* edit = std::get_if<MessageEdited>(&arrival.event.payload);
  if (edit == nullptr || edit->num_edit != 0) co_return;
  const std::string mid = edit->mid;
  const accounts::Vault* const vault = &vault_;
  const auto find = [vault, mid, ig_id = arrival.event.account_ig_id](db::Tx& tx) {
    return find_source(tx, *vault, ig_id, mid);
  };
  auto source = co_await stores_.main.read(find);
  if (!source || !source->has_value() || (*source)->known_message) co_return;
  auto answer = co_await graph_.message((*source)->caller, mid);
  const auto* read = std::get_if<graph::ReadMessage>(&answer.outcome);
  if (read == nullptr || read->deleted_or_too_old) {
    log::warning("pipeline.edit_without_message", {{"raw", to_text(arrival.body->raw)}});
    co_return;
  }
  intake::Message message;
  message.mid = mid;
  message.text = read->text;
  message.is_echo = read->from_id == arrival.event.account_ig_id;
  arrival.event.sender_id = read->from_id;
  arrival.event.recipient_id = read->to_id;
  arrival.event.at = read->created_at;
  arrival.event.payload = std::move(message);
}

}  // namespace dunlin::pipeline
