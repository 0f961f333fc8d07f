#include "inbox/http_internal.h"

namespace dunlin::inbox {
namespace {

using workspace::Call;
using workspace::Reply;

constexpr std::size_t kLongestQuestion = 800;  ///< bytes of 200 characters

struct Answer {
  Hits hits;
  std::optional<Instant> oldest_waiting;
};

json::Object hit_json(const Hit& hit, const search::Question& question) {
  const search::Excerpt excerpt = search::excerpt_of(hit.text, question);
  json::Array spans;
  for (const auto& [begin, end] : excerpt.spans) spans.push_back(json::Array{begin, end});
  json::Object out{{"kind", hit.message ? "message" : "contact"},
                   {"contact", contact_line_json(hit.contact)},
                   {"conversation_id", nullptr},
                   {"message_id", nullptr},
                   {"direction", nullptr},
                   {"text", excerpt.text},
                   {"spans", std::move(spans)},
                   {"at", to_rfc3339(hit.at)}};
  if (hit.conversation) out["conversation_id"] = to_text(*hit.conversation);
  if (hit.message) out["message_id"] = to_text(*hit.message);
  if (hit.message) out["direction"] = conversations::name(hit.direction);
  return out;
}

Result<SearchAsked> read_asked(const Call& call) {
  const auto in = call.parameter("in").value_or("messages");
  if (in != "messages" && in != "contacts") {
    return Error(Code::invalid, "search.in", "`in` is messages or contacts").at("in");
  }
  SearchAsked asked;
  asked.what = in == "messages" ? search::What::messages : search::What::contacts;
  DUNLIN_TRY(asked.account, call.id_parameter<AccountId>("account"));
  DUNLIN_TRY(asked.conversation, call.id_parameter<ConversationId>("conversation"));
  DUNLIN_TRY(const workspace::PageAsked page, call.page());
  asked.limit = page.limit;
  if (page.after) asked.below = page.after->id;
  const auto words = call.parameter("q");
  if (!words || words->size() > kLongestQuestion) {
    return Error(Code::invalid, "search.question", "`q` has 1 to 200 characters").at("q");
  }
  asked.question = search::question_of(*words);
  return asked;
}

Result<Answer> find(db::Tx& tx, const Scope& scope, const SearchAsked& asked) {
  Answer answer;
  DUNLIN_TRY(answer.hits, search_hits(tx, scope, asked));
  DUNLIN_TRY(answer.oldest_waiting, search::oldest_waiting(tx, scope));
  return answer;
}

/// The excerpts are made outside the transaction.
Task<Result<Reply>> answer_search(HttpContext context, Scope scope, SearchAsked asked) {
  const auto work = [scope, asked](db::Tx& tx) { return find(tx, scope, asked); };
  auto answer = co_await context.database.read(work);
  if (!answer) co_return answer.error();
  json::Array items;
  for (const Hit& hit : answer->hits.items) items.push_back(hit_json(hit, asked.question));
  std::optional<workspace::Cursor> next;
  if (answer->hits.next) next = workspace::Cursor{.at_us = 0, .id = *answer->hits.next};
  json::Value page = workspace::page_json(std::move(items), next);
  std::int64_t behind = 0;
  if (answer->oldest_waiting) {
    behind = std::max<std::int64_t>(
        1, (context.seams->clock.now() - *answer->oldest_waiting) / std::chrono::seconds{1});
  }
  page.as_object()["behind_seconds"] = behind;
  co_return workspace::reply_with(std::move(page));
}

Task<Result<Reply>> get_search(const HttpContext& context, const Call& call) {
  auto asked = read_asked(call);
  if (!asked) return workspace::answer(std::move(asked).error());
  return answer_search(context, call.scope, *std::move(asked));
}

}  // namespace

std::vector<workspace::Endpoint> search_endpoints(const HttpContext& context) {
  using In = workspace::IdField::In;
  return {workspace::naming(
      workspace::endpoint("GET", "/api/v1/search", workspace::Access::read,
                          [context](const Call& call) { return get_search(context, call); }),
      {{In::query, "account", AccountIdTag::prefix},
       {In::query, "conversation", ConversationIdTag::prefix}})};
}

}  // namespace dunlin::inbox
