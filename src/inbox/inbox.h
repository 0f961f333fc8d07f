#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/seams.h"
#include "db/db.h"
#include "feed/feed.h"
#include "inbox/ids.h"
#include "workspace/endpoint.h"

/// People's work on conversations (PRODUCT §4.3–4.5): the list as people see it, assignment,
/// snooze, notes, labels, canned replies, saved views, drafts, and who is there. Owns note, label,
/// conversation_label, canned_reply, inbox_view, draft (migration `inbox`); reads conversations,
/// people and rules' firings for what it shows.
namespace dunlin::inbox {

/// /api/v1/inbox, /api/v1/notes, /api/v1/labels, /api/v1/canned-replies, /api/v1/inbox-views.
std::vector<workspace::Endpoint> endpoints(db::Database database, Seams& seams,
                                           std::shared_ptr<feed::Hub> hub);

/// label.not_found
Status check_label(db::Tx& tx, const Scope& scope, LabelId id);

}  // namespace dunlin::inbox
