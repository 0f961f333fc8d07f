#pragma once

#include <memory>
#include <vector>

#include "inbox/inbox.h"
#include "inbox/presence.h"
#include "inbox/store.h"

namespace dunlin::inbox {

/// What the handlers of this folder stand on.
struct HttpContext {
  db::Database database;
  Seams* seams;
  std::shared_ptr<feed::Hub> hub;
  std::shared_ptr<Presence> presence;
};

// http_json.cc
json::Object row_json(const Row& row, Instant now);
/// What people change of it: for the audit log.
json::Object work_json(const Row& row);
json::Object contact_line_json(const contacts::Contact& contact);
json::Object note_json(const Note& note);
json::Value person_json(PersonId person);
json::Array presence_json(const std::vector<Presence::Somebody>& there);

// http_whole.cc
Task<Result<workspace::Reply>> get_whole(const HttpContext& context, const workspace::Call& call);

std::vector<workspace::Endpoint> work_endpoints(const HttpContext& context);
std::vector<workspace::Endpoint> note_endpoints(const HttpContext& context);
std::vector<workspace::Endpoint> label_endpoints(const HttpContext& context);
std::vector<workspace::Endpoint> canned_endpoints(const HttpContext& context);
std::vector<workspace::Endpoint> view_endpoints(const HttpContext& context);
std::vector<workspace::Endpoint> search_endpoints(const HttpContext& context);

}  // namespace dunlin::inbox
