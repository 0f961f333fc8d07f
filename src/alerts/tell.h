#pragma once

#include "alerts/store.h"

namespace dunlin::alerts {

/// Who in a workspace is told by mail: who said so; owners and admins until they say otherwise.
/// Pure.
struct Reader {
  PersonId person{};
  std::string email{}, language{};
  workspace::Role role = workspace::Role::viewer;
};
std::vector<Reader> told_by_mail(const std::vector<Reader>& members,
                                 const std::vector<MailWish>& wishes);

/// In the transaction that raised or ended it: letters (of what is raised only) and the webhook's
/// call.
Status tell(db::Tx& tx, const Scope& scope, const Needs& needs, const Alert& alert, Instant now);

/// What is posted about an alert. Pure.
std::string call_body(Style style, const Alert& alert, std::string_view language, Instant now);

}  // namespace dunlin::alerts
