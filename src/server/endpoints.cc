#include "server/endpoints.h"

#include <iterator>
#include <utility>

#include "activity/activity.h"
#include "contacts/contacts.h"
#include "conversations/conversations.h"
#include "inbox/inbox.h"
#include "outbound/outbound.h"
#include "rules/rules.h"
#include "server/demo.h"
#include "server/first_steps.h"
#include "server/http_events.h"
#include "server/http_person.h"
#include "server/workspace_removal.h"
#include "why/why.h"
#include "workspace/workspace.h"

namespace dunlin::server {
namespace {

accounts::OnDisconnect refuse_what_waits(std::function<void()> wake_sender) {
  return [wake = std::move(wake_sender)](db::Tx& tx, const Scope& scope, AccountId account,
                                         Instant now) -> Status {
    if (wake) tx.after_commit(wake);
    return outbound::hurry(tx, scope, account, now);
  };
}

}  // namespace

std::vector<workspace::Endpoint> all_endpoints(const EndpointNeeds& needs) {
  std::vector<workspace::Endpoint> all;
  const auto join = [&all](std::vector<workspace::Endpoint> table) {
    all.insert(all.end(), std::make_move_iterator(table.begin()),
               std::make_move_iterator(table.end()));
  };
  join(workspace::endpoints(needs.identity));
  join(accounts::endpoints(needs.main, needs.seams, needs.vault, needs.graph,
                           refuse_what_waits(needs.wake_sender)));
  join(contacts::endpoints(needs.main, needs.seams));
  join(conversations::endpoints(needs.main, needs.seams));
  join(activity::endpoints(needs.main));
  join(why::endpoints(needs.main, needs.seams));
  join(intake::endpoints(needs.main, needs.seams, needs.replay, needs.webhook));
  join(outbound::endpoints(needs.main, needs.seams, needs.wake_sender, needs.settled));
  join(outbound::limit_endpoints(needs.main, needs.seams, needs.budgets));
  join(rules::endpoints(needs.main, needs.seams));
  join(backup_endpoints(needs.main, needs.make_backup));
  join(alerts::endpoints(needs.alerts));
  join(inbox::endpoints(needs.main, needs.seams, needs.hub));
  join(person_endpoints(needs.main, needs.journal, needs.seams));
  join(demo_endpoints(needs.main, needs.seams));
  join(workspace_removal_endpoints(needs.identity, refuse_what_waits(needs.wake_sender)));
  join(first_steps_endpoints(needs.main, needs.seams.clock));
  join(event_endpoints(needs.hub, needs.seams));
  return all;
}

}  // namespace dunlin::server
