#include <algorithm>
#include <set>

#include "inbox/http_internal.h"
#include "json/reader.h"
#include "outbound/capability.h"
#include "text/variables.h"
#include "workspace/workspace.h"

namespace dunlin::inbox {
namespace {

using workspace::Access;
using workspace::Call;
using workspace::changing;
using workspace::endpoint;
using workspace::in_read;
using workspace::in_write;
using workspace::naming;
using workspace::Reply;
using workspace::reply_with;

constexpr std::size_t kMostTexts = 20;

json::Object canned_json(const CannedReply& reply) {
  json::Array texts;
  for (const CannedText& one : reply.texts) {
    texts.push_back(json::Object{{"language", one.language}, {"text", one.text}});
  }
  return {{"id", to_text(reply.id)},
          {"shortcut", reply.shortcut},
          {"texts", std::move(texts)},
          {"changed_at", to_rfc3339(reply.changed_at)}};
}

/// Letters and digits of any script, '-' and '_': what can be typed after a slash.
bool is_shortcut(std::string_view text) {
  return std::ranges::all_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || c == '-' || c == '_' || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  });
}

Result<CannedText> read_canned_text(const json::Value& value, std::string path) {
  json::Reader in(value, std::move(path));
  CannedText out{.language = in.text("language", {.min_bytes = 2, .max_bytes = 35}),
                 .text = in.text("text", {.min_bytes = 1, .max_bytes = 1000})};
  DUNLIN_CHECK(in.finish());
  if (const auto parts = text::parse_variables(out.text, "canned"); !parts) {
    Error error = parts.error();
    return std::move(error).at(in.path("text"));
  }
  return out;
}

Result<std::vector<CannedText>> read_canned_texts(const json::Array& texts) {
  std::vector<CannedText> out;
  std::set<std::string, std::less<>> languages;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string path = "texts[" + std::to_string(i) + "]";
    DUNLIN_TRY(CannedText one, read_canned_text(texts[i], path));
    if (!languages.insert(one.language).second) {
      return Error(Code::invalid, "canned.language_twice", "There are two texts in this language")
          .at(path + ".language");
    }
    out.push_back(std::move(one));
  }
  return out;
}

Result<CannedReply> read_canned(const json::Value& body, CannedReplyId id, Instant now) {
  json::Reader in(body);
  CannedReply reply{.id = id,
                    .shortcut = in.text("shortcut", {.min_bytes = 1, .max_bytes = 40}),
                    .texts = {},
                    .changed_at = now};
  if (!is_shortcut(reply.shortcut)) {
    in.fault("shortcut", "canned.shortcut_invalid", "has letters, digits, - and _ alone");
  }
  const json::Array* texts = in.optional_array("texts", kMostTexts);
  if (!texts || texts->empty()) in.fault("texts", "input.required", "must hold at least one text");
  if (texts) {
    DUNLIN_TRY(reply.texts, read_canned_texts(*texts));
  }
  DUNLIN_CHECK(in.finish());
  return reply;
}

Task<Result<Reply>> get_canned(const HttpContext& context, const Call& call) {
  return in_read(context.database, [scope = call.scope](db::Tx& tx) -> Result<Reply> {
    DUNLIN_TRY(const auto replies, list_canned(tx, scope));
    json::Array items;
    for (const CannedReply& reply : replies) items.push_back(canned_json(reply));
    return reply_with(workspace::page_json(std::move(items), std::nullopt));
  });
}

Task<Result<Reply>> post_canned(const HttpContext& context, const Call& call) {
  auto reply =
      read_canned(call.body, context.seams->ids.next<CannedReplyId>(), context.seams->clock.now());
  if (!reply) return workspace::answer(std::move(reply).error());
  return in_write(context.database, call,
                  [scope = call.scope, reply = *reply](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_CHECK(add_canned(tx, scope, reply));
                    Reply made = reply_with(canned_json(reply), 201);
                    made.changed = {.after = canned_json(reply)};
                    return made;
                  });
}

Task<Result<Reply>> put_canned(const HttpContext& context, const Call& call) {
  const auto id = call.id<CannedReplyId>();
  if (!id) return workspace::answer(id.error());
  auto reply = read_canned(call.body, *id, context.seams->clock.now());
  if (!reply) return workspace::answer(std::move(reply).error());
  return in_write(context.database, call,
                  [scope = call.scope, reply = *reply](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const CannedReply before, find_canned(tx, scope, reply.id));
                    DUNLIN_CHECK(change_canned(tx, scope, reply));
                    Reply changed = reply_with(canned_json(reply));
                    changed.changed = {.before = canned_json(before), .after = canned_json(reply)};
                    return changed;
                  });
}

Task<Result<Reply>> delete_canned(const HttpContext& context, const Call& call) {
  const auto id = call.id<CannedReplyId>();
  if (!id) return workspace::answer(id.error());
  return in_write(context.database, call,
                  [scope = call.scope, id = *id](db::Tx& tx) -> Result<Reply> {
                    DUNLIN_TRY(const CannedReply before, find_canned(tx, scope, id));
                    DUNLIN_CHECK(remove_canned(tx, scope, id));
                    Reply reply = reply_with(nullptr, 204);
                    reply.changed = {.before = canned_json(before)};
                    return reply;
                  });
}

/// The first language wished for that there is a text in, "fa-IR" being served by "fa" as well.
const CannedText& choose(const CannedReply& reply, const std::vector<std::string>& wished) {
  for (const std::string& language : wished) {
    for (const std::string_view asked :
         {std::string_view(language), std::string_view(language).substr(0, language.find('-'))}) {
      const auto found = std::ranges::find(reply.texts, asked, &CannedText::language);
      if (!asked.empty() && found != reply.texts.end()) return *found;
    }
  }
  return reply.texts.front();
}

Result<Reply> fill(db::Tx& tx, const Scope& scope, CannedReplyId id,
                   std::optional<ConversationId> conversation, const std::string& language) {
  DUNLIN_TRY(const CannedReply reply, find_canned(tx, scope, id));
  if (!conversation) {
    return Error(Code::invalid, "input.required", "A conversation must be named")
        .at("conversation");
  }
  DUNLIN_TRY(const auto known, conversations::find(tx, scope, *conversation));
  DUNLIN_TRY(const auto contact, contacts::find(tx, scope, known.contact));
  DUNLIN_TRY(const auto own, workspace::load_workspace(tx, scope));
  const CannedText& chosen = choose(reply, {language, contact.language, own.language});
  const std::size_t most = outbound::capability(accounts::Transport::graph).text_bytes;
  return reply_with(json::Object{
      {"text",
       text::fill_variables(
           chosen.text,
           {.username = contact.profile.username, .name = contact.profile.name, .text = {}}, most)},
      {"language", chosen.language}});
}

Task<Result<Reply>> get_filled(const HttpContext& context, const Call& call) {
  const auto id = call.id<CannedReplyId>();
  if (!id) return workspace::answer(id.error());
  const auto conversation = call.id_parameter<ConversationId>("conversation");
  if (!conversation) return workspace::answer(conversation.error());
  const std::string language(call.parameter("language").value_or(""));
  return in_read(context.database,
                 [scope = call.scope, id = *id, conversation = *conversation,
                  language](db::Tx& tx) { return fill(tx, scope, id, conversation, language); });
}

}  // namespace

std::vector<workspace::Endpoint> canned_endpoints(const HttpContext& context) {
  return {
      endpoint("GET", "/api/v1/canned-replies", Access::read,
               [context](const Call& call) { return get_canned(context, call); }),
      changing("POST", "/api/v1/canned-replies", Access::inbox, "canned_reply.create",
               [context](const Call& call) { return post_canned(context, call); }),
      changing("PUT", "/api/v1/canned-replies/{id}", Access::inbox, "canned_reply.change",
               [context](const Call& call) { return put_canned(context, call); }),
      changing("DELETE", "/api/v1/canned-replies/{id}", Access::inbox, "canned_reply.remove",
               [context](const Call& call) { return delete_canned(context, call); }),
      naming(endpoint("GET", "/api/v1/canned-replies/{id}/filled", Access::read,
                      [context](const Call& call) { return get_filled(context, call); }),
             {{workspace::IdField::In::query, "conversation", ConversationIdTag::prefix}}),
  };
}

}  // namespace dunlin::inbox
