#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/instagram/core.h"
#include "sim/instagram/errors.h"
#include "sim/instagram/field_list.h"
#include "sim/instagram/graph_call.h"

/// The calls of the Graph host, one function each. They act at once; waiting and faults are
/// instagram.cc's.
namespace dunlin::instagram {

/// A call whose token is known.
struct GraphContext {
  Core& core;
  const GraphCall& call;
  Account& account;
  const Token& token;
  std::string what{};  ///< for the judge
  std::uint64_t ordinal = 0;
};

struct Done {
  json::Value body{};
  bool effect = false;
  std::optional<Event> echo{};  ///< for instagram.cc to deliver in its time
};
using Outcome = std::variant<Done, GraphError>;

/// Finds account and call. `context.what` is set even when it fails.
Outcome answer_graph(Core& core, const GraphCall& call, std::uint64_t ordinal, Call& log);

Outcome post_message(GraphContext& context);
Outcome post_attachment(GraphContext& context);
Outcome send_private_reply(GraphContext& context, const struct SendWish& wish);
/// The common end of a send and a private reply: thread, judge, echo, answer.
Done deliver_message(GraphContext& context, Thread& thread, const struct SendWish& wish);

Outcome list_conversations(GraphContext& context);
Outcome read_conversation(GraphContext& context, Thread& thread);
Outcome read_one_message(GraphContext& context, const Thread& thread, const Message& message);
Outcome read_profile(GraphContext& context, const Thread& thread);
Outcome read_account(GraphContext& context);
Outcome subscriptions(GraphContext& context);
Outcome list_media(GraphContext& context);
Outcome read_media_object(GraphContext& context, const Media& media);
Outcome media_comments(GraphContext& context, Media& media);
Outcome comment_object(GraphContext& context, Comment& comment);
Outcome comment_replies(GraphContext& context, Comment& comment);

/// The field list of the call, or `standard`; all of it known, else code 100.
std::variant<std::vector<Field>, GraphError> wanted_fields(
    const GraphCall& call, std::string_view standard,
    std::initializer_list<std::string_view> known);

/// Code 10 unless the token has the scope.
std::optional<GraphError> need_scope(const GraphContext& context, std::string_view scope);
std::optional<GraphError> take_limit(GraphContext& context, Limits::What what);

/// {"data":[…],"paging":{…}} of `items` by the parameters limit and after.
struct Page {
  std::size_t standard = 25, most = 100;
};
Outcome paged(const GraphContext& context, json::Array items, Page page);
/// "2026-07-28T22:44:49+0000"
std::string graph_time(Instant at);

inline constexpr std::string_view kBasic = "instagram_business_basic";
inline constexpr std::string_view kManageMessages = "instagram_business_manage_messages";
inline constexpr std::string_view kManageComments = "instagram_business_manage_comments";

}  // namespace dunlin::instagram
