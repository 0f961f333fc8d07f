#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "db/db.h"
#include "json/json.h"
#include "workspace/page.h"
#include "workspace/scope.h"

/// The audit log: who changed what, from where, and how it was before. Entries are only ever added.
/// What people do to their own account is under the installation (workspace 0).
namespace dunlin::workspace {

/// What a call leaves behind when it changes something; made for each call by the route table.
struct Trail {
  enum class Under { workspace, installation };
  AuditId id{};
  Instant at{};
  std::string action{};   ///< "rule.publish"; empty: nothing is recorded
  std::string object{};   ///< public id of what is changed
  std::string address{};  ///< where the call came from
  Under under = Under::workspace;
};

/// How something was and how it is. Never secrets, never what people wrote to each other.
struct Changed {
  std::string object{};
  json::Value before{};
  json::Value after{};
};

struct AuditEntry {
  AuditId id;
  Instant at;
  Actor actor;
  std::string actor_name;  ///< of a person or a key, as it is called now; empty when it is gone
  std::string action, object, address;
  json::Value before, after;
};

/// In the transaction of the change. Only for people and keys; the system's own work has traces.
Status record_change(db::Tx& tx, const Scope& scope, const Trail& trail, const Changed& changed);

struct AuditAsked {
  std::optional<std::string> actor, action, object;
};
/// Newest first.
Result<Page<AuditEntry>> list_audit(db::Tx& tx, const Scope& scope, const AuditAsked& asked,
                                    const PageAsked& page);

}  // namespace dunlin::workspace
