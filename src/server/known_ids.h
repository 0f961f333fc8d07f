#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "json/json.h"
#include "net/http.h"
#include "workspace/endpoint.h"

namespace dunlin::server {

/// An id that a request names beside its address, and where ("conditions.accounts[0]").
struct NamedId {
  std::string kind;  ///< prefix: "acc"
  std::int64_t value = 0;
  std::string field;
};

/// The well-formed ids in the fields that the endpoint says hold some; what is malformed is the
/// handler's to refuse.
std::vector<NamedId> named_ids(const workspace::Endpoint& endpoint, const net::Request& request,
                               const json::Value& body);

/// api.not_found at the first that this workspace does not have: another workspace's and none at
/// all are one answer.
Status check_named_ids(db::Tx& tx, const Scope& scope, const std::vector<NamedId>& ids);

}  // namespace dunlin::server
