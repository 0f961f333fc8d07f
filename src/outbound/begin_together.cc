#include <algorithm>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

struct Member {
  const ToBegin* send;
  std::size_t place;  ///< in the order given
  Scope scope;
  conversations::Conversation conversation;
};
using Members = std::vector<Member>;

Scope scope_of(const Intent& intent) {
  return workspace::ScopeMaker::for_workspace(intent.workspace, {.id = "outbound"});
}

Members as_members(std::span<const ToBegin* const> sends) {
  Members out;
  for (const ToBegin* send : sends) {
    out.push_back(
        {.send = send, .place = out.size(), .scope = scope_of(send->intent), .conversation = {}});
  }
  return out;
}

Status lock_conversations(db::Tx& tx, Members& members) {
  std::ranges::sort(members, {}, [](const Member& one) { return one.send->intent.conversation; });
  for (Member& one : members) {
    const Intent& intent = one.send->intent;
    DUNLIN_TRY(auto opened,
               conversations::open(tx, one.scope, intent.account, intent.contact,
                                   intent.conversation, one.send->beginning.now, false));
    one.conversation = opened.conversation;
  }
  return {};
}

auto sender_of(const Member& one) {
  return std::pair(one.send->intent.workspace, one.send->intent.account);
}

/// The sends of one account; what all of them take from its limits is written once.
class OneSender {
 public:
  OneSender(const accounts::Vault& vault, const Claimer& claimer, Listeners listeners)
      : vault_(vault), claimer_(claimer), listeners_(listeners) {}

  Status begin(db::Tx& tx, std::span<const Member> members,
               std::vector<std::optional<BeginAnswer>>& answers) {
    const Scope& scope = members.front().scope;
    const AccountId account = members.front().send->intent.account;
    DUNLIN_TRY(SenderFacts sender, load_sender(tx, scope, account));
    for (const Member& one : members) {
      const OneToBegin send{.scope = one.scope,
                            .intent = one.send->intent,
                            .beginning = one.send->beginning,
                            .conversation = one.conversation};
      DUNLIN_TRY(answers[one.place], begin_sending(tx, vault_, send, sender, claimer_, listeners_));
    }
    if (!sender.limits_taken) return {};
    return save_limiter(tx, scope.workspace(), account, sender.limiter);
  }

 private:
  const accounts::Vault& vault_;
  const Claimer& claimer_;
  Listeners listeners_;
};

}  // namespace

Result<std::vector<BeginAnswer>> begin_together(db::Tx& tx, const accounts::Vault& vault,
                                                std::span<const ToBegin* const> members,
                                                const Claimer& claimer, Listeners listeners) {
  Members all = as_members(members);
  DUNLIN_CHECK(lock_conversations(tx, all));
  std::ranges::sort(all, {},
                    [](const Member& one) { return std::pair(sender_of(one), one.place); });
  std::vector<std::optional<BeginAnswer>> answers(all.size());
  OneSender sender(vault, claimer, listeners);
  for (auto first = all.begin(); first != all.end();) {
    const auto last = std::ranges::find_if(
        first, all.end(), [&](const Member& one) { return sender_of(one) != sender_of(*first); });
    DUNLIN_CHECK(sender.begin(tx, std::span(first, last), answers));
    first = last;
  }
  std::vector<BeginAnswer> out;
  for (auto& answer : answers) out.push_back(*std::move(answer));
  return out;
}

Result<DueBatch> begin_due(db::Tx& tx, const NodeScope& node, const accounts::Vault& vault,
                           const DueAsked& asked, const Claimer& claimer, Listeners listeners) {
  DUNLIN_TRY(ClaimBatch due, lock_due(tx, node, asked.beginning.now, asked.limit));
  std::vector<ToBegin> sends;
  std::vector<const ToBegin*> members;
  for (Intent& intent : due.intents) {
    Beginning beginning = asked.beginning;
    if (sends.size() < asked.app_calls) beginning.app_budget.reset();
    sends.push_back({.intent = std::move(intent), .beginning = std::move(beginning)});
  }
  for (const ToBegin& send : sends) members.push_back(&send);
  DUNLIN_TRY(auto answers, begin_together(tx, vault, members, claimer, listeners));
  DueBatch out{.sends = {}, .next_due = due.next_due};
  for (std::size_t i = 0; i < sends.size(); ++i) {
    Intent& intent = sends[i].intent;
    if (std::holds_alternative<Begun>(answers[i])) {
      intent.state = IntentState::sending;
      ++intent.epoch;
    }
    out.sends.push_back({.intent = std::move(intent), .answer = std::move(answers[i])});
  }
  return out;
}

}  // namespace dunlin::outbound
