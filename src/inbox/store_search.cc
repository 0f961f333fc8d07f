#include <algorithm>

#include "inbox/store.h"

namespace dunlin::inbox {
namespace {

constexpr int kLookedAtOnce = 200;
constexpr int kRounds = 10;
constexpr std::size_t kAtOnce = 20;

#define DUNLIN_TWENTY_IDS \
  "($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)"
#define DUNLIN_HIT_PERSON \
  "p.id, p.account_id, p.igsid, p.username, p.name, p.picture_url, p.opted_out_at"

constexpr std::string_view kMessages =
    "SELECT m.id, m.conversation_id, m.direction, m.body, m.sent_at, " DUNLIN_HIT_PERSON
    " FROM message m JOIN conversation c ON c.workspace_id = $1 AND c.id = m.conversation_id "
    "JOIN contact p ON p.workspace_id = $1 AND p.id = c.contact_id "
    "WHERE m.workspace_id = $1 AND m.id IN " DUNLIN_TWENTY_IDS;
constexpr std::string_view kContacts =
    "SELECT p.id, (SELECT c.id FROM conversation c WHERE c.workspace_id = $1 "
    "AND c.contact_id = p.id), 0, '', p.created_at, " DUNLIN_HIT_PERSON
    " FROM contact p WHERE p.workspace_id = $1 AND p.id IN " DUNLIN_TWENTY_IDS;

/// With the id by which the index knows it.
struct Found {
  std::int64_t id = 0;
  Hit hit;
};

Found found_from(const db::Row& row, search::What what) {
  Found out;
  out.id = row.get<std::int64_t>(0);
  Hit& hit = out.hit;
  hit.conversation = row.get<std::optional<ConversationId>>(1);
  if (what == search::What::messages) hit.message = MessageId{out.id};
  hit.direction = row.get<conversations::Direction>(2);
  hit.text = row.get<std::string>(3);
  hit.at = row.get<Instant>(4);
  hit.contact.id = row.get<ContactId>(5);
  hit.contact.account = row.get<AccountId>(6);
  hit.contact.igsid = row.get<std::string>(7);
  hit.contact.profile.username = row.get<std::string>(8);
  hit.contact.profile.name = row.get<std::string>(9);
  hit.contact.profile.picture_url = row.get<std::string>(10);
  hit.contact.opted_out_at = row.get<std::optional<Instant>>(11);
  if (what == search::What::contacts) {
    const auto& profile = hit.contact.profile;
    hit.text = profile.name + (profile.name.empty() || profile.username.empty() ? "" : " ") +
               (profile.username.empty() ? "" : "@" + profile.username);
  }
  return out;
}

bool is_asked_for(const Hit& hit, const SearchAsked& asked) {
  if (asked.account && hit.contact.account != *asked.account) return false;
  return !asked.conversation || hit.conversation == asked.conversation;
}

/// In the order of `ids`; what is gone is left out.
Result<std::vector<Found>> load(db::Tx& tx, const Scope& scope, search::What what,
                                const std::vector<std::int64_t>& ids) {
  std::vector<Found> found;
  for (std::size_t from = 0; from < ids.size(); from += kAtOnce) {
    std::vector<db::Param> params{scope.workspace()};
    for (std::size_t i = from; i < from + kAtOnce; ++i) {
      params.emplace_back(i < ids.size() ? ids[i] : std::int64_t{0});
    }
    DUNLIN_TRY(const db::Rows rows,
               tx.query_span(what == search::What::messages ? kMessages : kContacts, params));
    for (const db::Row& row : rows) found.push_back(found_from(row, what));
  }
  std::ranges::sort(found, std::greater{}, &Found::id);
  return found;
}

}  // namespace

Result<Hits> search_hits(db::Tx& tx, const Scope& scope, const SearchAsked& asked) {
  Hits hits;
  const bool filters = asked.account || asked.conversation;
  search::Asked words{.question = asked.question,
                      .below = asked.below,
                      .limit = filters ? kLookedAtOnce : asked.limit + 1};
  for (int round = 0; round < kRounds; ++round) {
    DUNLIN_TRY(const auto ids, search::find(tx, scope, asked.what, words));
    if (ids.empty()) return hits;
    DUNLIN_TRY(auto found, load(tx, scope, asked.what, ids));
    for (Found& one : found) {
      if (!is_asked_for(one.hit, asked)) continue;
      hits.items.push_back(std::move(one.hit));
      if (hits.items.size() < static_cast<std::size_t>(asked.limit)) continue;
      if (one.id != ids.back()) hits.next = one.id;
      return hits;
    }
    if (ids.size() < static_cast<std::size_t>(words.limit)) return hits;
    words.below = ids.back();
  }
  hits.next = words.below;
  return hits;
}

}  // namespace dunlin::inbox
