#include <algorithm>
#include <map>
#include <set>

#include "outbound/store.h"

namespace dunlin::outbound {
namespace {

using Answers = std::vector<std::optional<BeginAnswer>>;

struct Member {
  const ToBegin* send;
  std::size_t place;                                                       ///< in the order given
  std::optional<conversations::Conversation> conversation = std::nullopt;  ///< locked
};
using Members = std::vector<Member>;

/// The sends of one workspace, in the order in which they take from their limits.
class OneWorkspace {
 public:
  OneWorkspace(const accounts::Vault& vault, const Claimer& claimer, Listeners listeners,
               Members members)
      : vault_(vault),
        claimer_(claimer),
        listeners_(listeners),
        members_(std::move(members)),
        scope_(workspace::ScopeMaker::for_workspace(members_.front().send->intent.workspace,
                                                    {.id = "outbound"})) {}

  Status begin(db::Tx& tx, Answers& answers) {
    DUNLIN_CHECK(may_wait() ? lock_one(tx) : lock_free_ones(tx));
    for (const Member& one : members_) answers[one.place] = Busy{};
    std::erase_if(members_, [](const Member& one) { return !one.conversation; });
    if (members_.empty()) return {};
    DUNLIN_TRY(auto senders, outbound::load_senders(tx, scope_, accounts_of(members_)));
    DUNLIN_TRY(const auto recipients, contacts::find_recipients(tx, scope_, contacts_of(members_)));
    DUNLIN_CHECK(ask_the_gate(tx, senders, recipients, answers));
    DUNLIN_CHECK(save_limits(tx, senders));
    return save_sending(tx, answers);
  }

 private:
  /// It holds nothing that somebody else could wait for meanwhile.
  [[nodiscard]] bool may_wait() const {
    return members_.size() == 1 && members_.front().send->intent.state == IntentState::claimed;
  }

  Status lock_one(db::Tx& tx) {
    Member& one = members_.front();
    const Intent& intent = one.send->intent;
    DUNLIN_TRY(auto opened,
               conversations::open(tx, scope_, intent.account, intent.contact, intent.conversation,
                                   one.send->beginning.now, false));
    one.conversation = std::move(opened.conversation);
    return {};
  }

  Status lock_free_ones(db::Tx& tx) {
    std::vector<ConversationId> ids;
    for (const Member& one : members_) ids.push_back(one.send->intent.conversation);
    DUNLIN_TRY(const auto locked, conversations::lock_free(tx, scope_, ids));
    for (Member& one : members_) {
      const auto found = locked.find(one.send->intent.conversation);
      if (found != locked.end()) one.conversation = found->second;
    }
    return {};
  }

  Status ask_the_gate(db::Tx& tx, std::map<AccountId, SenderFacts>& senders,
                      const std::map<ContactId, contacts::Recipient>& recipients,
                      Answers& answers) {
    for (const Member& one : members_) {
      const Intent& intent = one.send->intent;
      const OneToBegin send{.scope = scope_,
                            .intent = intent,
                            .beginning = one.send->beginning,
                            .conversation = *one.conversation,
                            .recipient = recipients.at(intent.contact)};
      DUNLIN_TRY(answers[one.place],
                 begin_sending(tx, vault_, send, senders.at(intent.account), claimer_, listeners_));
    }
    return {};
  }

  Status save_limits(db::Tx& tx, const std::map<AccountId, SenderFacts>& senders) const {
    std::vector<std::pair<AccountId, const Limiter*>> taken;
    for (const auto& [account, facts] : senders) {
      if (facts.limits_taken) taken.emplace_back(account, &facts.limiter);
    }
    return save_limiters(tx, scope_.workspace(), taken);
  }

  Status save_sending(db::Tx& tx, const Answers& answers) const {
    std::vector<Sending> sends;
    for (const Member& one : members_) {
      const auto* begun = std::get_if<Begun>(&*answers[one.place]);
      if (begun) sends.push_back({.intent = &one.send->intent, .begun = begun});
    }
    return mark_sending(tx, scope_, sends, claimer_, members_.front().send->beginning.now);
  }

  static std::vector<AccountId> accounts_of(const Members& members) {
    std::set<AccountId> out;
    for (const Member& one : members) out.insert(one.send->intent.account);
    return {out.begin(), out.end()};
  }
  static std::vector<ContactId> contacts_of(const Members& members) {
    std::vector<ContactId> out;
    for (const Member& one : members) out.push_back(one.send->intent.contact);
    return out;
  }

  const accounts::Vault& vault_;
  const Claimer& claimer_;
  Listeners listeners_;
  Members members_;
  Scope scope_;
};

std::map<WorkspaceId, Members> by_workspace(std::span<const ToBegin* const> sends) {
  std::map<WorkspaceId, Members> out;
  for (std::size_t i = 0; i < sends.size(); ++i) {
    out[sends[i]->intent.workspace].push_back({.send = sends[i], .place = i});
  }
  return out;
}

}  // namespace

Result<std::vector<BeginAnswer>> begin_together(db::Tx& tx, const accounts::Vault& vault,
                                                std::span<const ToBegin* const> members,
                                                const Claimer& claimer, Listeners listeners) {
  Answers answers(members.size());
  for (auto& [workspace, sends] : by_workspace(members)) {
    OneWorkspace together(vault, claimer, listeners, std::move(sends));
    DUNLIN_CHECK(together.begin(tx, answers));
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
    beginning.with_mark = sends.size() < asked.app_marks;
    sends.push_back({.intent = std::move(intent), .beginning = std::move(beginning)});
  }
  for (const ToBegin& send : sends) members.push_back(&send);
  DUNLIN_TRY(auto answers, begin_together(tx, vault, members, claimer, listeners));
  DueBatch out{.sends = {}, .busy = 0, .next_due = due.next_due};
  for (std::size_t i = 0; i < sends.size(); ++i) {
    Intent& intent = sends[i].intent;
    if (std::holds_alternative<Busy>(answers[i])) {
      ++out.busy;
      continue;
    }
    if (std::holds_alternative<Begun>(answers[i])) {
      intent.state = IntentState::sending;
      ++intent.epoch;
    }
    out.sends.push_back({.intent = std::move(intent), .answer = std::move(answers[i])});
  }
  return out;
}

}  // namespace dunlin::outbound
