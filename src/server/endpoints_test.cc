#include "server/endpoints.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "server/api_page.h"
#include "server/identity.h"
#include "tests/support/manual_seams.h"

namespace dunlin::server {
namespace {

class NoClient final : public net::Client {
 public:
  Task<net::ClientResult> send(net::ClientRequest) override {
    co_return net::ClientResult(net::TransportFailure{});
  }
};

std::vector<workspace::Endpoint> table() {
  testing::ManualSeams world;
  const auto vault = accounts::Vault::create(Secret<>(std::string(32, 'k')), world.seams().random);
  NoClient client;
  graph::Graph graph(client, {});
  return all_endpoints(
      {.main = db::Database(nullptr),
       .journal = db::Database(nullptr),
       .seams = world.seams(),
       .vault = **vault,
       .graph = graph,
       .webhook = {},
       .replay = {},
       .wake_sender = {},
       .settled = {},
       .budgets = {},
       .make_backup = {},
       .identity = identity_needs(db::Database(nullptr), world.seams(), **vault, {}),
       .hub = {},
       .alerts = {
           .database = db::Database(nullptr), .seams = &world.seams(), .vault = vault->get()}});
}

std::set<std::string> served() {
  std::set<std::string> out;
  for (const auto& endpoint : table()) {
    const bool is_new = out.insert(endpoint.method + " " + endpoint.pattern).second;
    EXPECT_TRUE(is_new) << endpoint.method << " " << endpoint.pattern << " is there twice";
  }
  return out;
}

std::string word_of(workspace::Access access) {
  switch (access) {
    case workspace::Access::everyone:
      return "everyone";
    case workspace::Access::person:
      return "person";
    case workspace::Access::own:
      return "own";
    case workspace::Access::installer:
      return "installer";
    case workspace::Access::machine:
      return "machine";
    default:
      return std::string(workspace::name(access));
  }
}

std::set<std::string> described() {
  const YAML::Node document = YAML::Load(std::string(openapi_text()));
  std::set<std::string> out;
  for (const auto& path : document["paths"]) {
    const auto name = path.first.as<std::string>();
    if (!name.starts_with("/api/v1/")) continue;
    for (const auto& operation : path.second) {
      std::string method = operation.first.as<std::string>();
      if (method == "parameters") continue;
      std::ranges::transform(method, method.begin(),
                             [](char c) { return static_cast<char>(c - 'a' + 'A'); });
      out.insert(method + " " + name);
    }
  }
  return out;
}

TEST(Endpoints, are_those_that_the_contract_describes_and_no_others) {
  const auto code = served();
  const auto contract = described();
  EXPECT_GT(code.size(), 25U);
  for (const auto& call : code) EXPECT_TRUE(contract.contains(call)) << call << " is not described";
  for (const auto& call : contract) EXPECT_TRUE(code.contains(call)) << call << " is not served";
}

TEST(Endpoints, need_what_the_contract_says_they_need) {
  const YAML::Node document = YAML::Load(std::string(openapi_text()));
  for (const auto& endpoint : table()) {
    std::string method = endpoint.method;
    std::ranges::transform(method, method.begin(),
                           [](char c) { return static_cast<char>(c - 'A' + 'a'); });
    const YAML::Node needs = document["paths"][endpoint.pattern][method]["x-needs"];
    ASSERT_TRUE(needs) << endpoint.method << " " << endpoint.pattern;
    EXPECT_EQ(needs.as<std::string>(), word_of(endpoint.access))
        << endpoint.method << " " << endpoint.pattern;
  }
}

TEST(Endpoints, whatever_changes_something_has_a_name_for_the_audit_log) {
  const std::set<std::string> change_nothing{
      "POST /api/v1/rules/test",          "POST /api/v1/rules/lint",
      "POST /api/v1/webhook/verify-test", "POST /api/v1/invitations/look",
      "POST /api/v1/password-reset",      "POST /api/v1/sign-up/letter",
      "PUT /api/v1/inbox/{id}/draft"};
  for (const auto& endpoint : table()) {
    const std::string call = endpoint.method + " " + endpoint.pattern;
    const bool changes = endpoint.method != "GET" && !change_nothing.contains(call);
    EXPECT_EQ(changes, !endpoint.action.empty()) << call;
  }
}

TEST(Endpoints, the_readable_page_lists_every_call) {
  net::Request request;
  request.method = "GET";
  request.path = "/api/docs";
  const auto page = api_page(request);
  ASSERT_TRUE(page.has_value());
  for (const auto& call : served()) {
    const std::string path = call.substr(call.find(' ') + 1);
    EXPECT_NE(page->body.find("<code>" + path + "</code>"), std::string::npos) << path;
  }
}

}  // namespace
}  // namespace dunlin::server
