#include "server/person.h"

#include "intake/intake.h"
#include "server/store_person.h"

namespace dunlin::server {
namespace {

using Context = PersonContext;
using workspace::Reply;

/// Parked events that are looked through for somebody.
constexpr int kMostParked = 2'000;

void add(ErasedPart& all, const ErasedPart& part) {
  for (const auto& [table, rows] : part.rows) all.rows[table] += rows;
  all.opt_out_kept = part.opt_out_kept;
}

/// All of it, a part a transaction.
Task<Result<ErasedPart>> erase_rows(Context context, Scope scope, ContactId id) {
  ErasedPart all;
  const auto some = [scope, id](db::Tx& tx) { return erase_some(tx, scope, id); };
  const auto rest = [scope, id](db::Tx& tx) { return erase_rest(tx, scope, id); };
  while (!all.done) {
    auto part = co_await context.main.write(some, db::Priority::people);
    if (!part) co_return part.error();
    add(all, *part);
    if (!part->done) continue;
    auto last = co_await context.main.write(rest, db::Priority::people);
    if (!last) co_return last.error();
    add(all, *last);
    all.done = last->done;
  }
  co_return all;
}

/// 1 when the body named the person: then it goes, and with it what was parked of it.
Task<Result<std::int64_t>> erase_body(Context context, intake::ParkedEvent event,
                                      std::string igsid) {
  const auto find = [raw = event.raw](db::Tx& tx) {
    return intake::find_raw(tx, workspace::ScopeMaker::for_node(), raw);
  };
  auto body = co_await context.journal.read(find);
  if (!body) co_return body.error();
  if (!*body || (*body)->body.find(igsid) == std::string::npos) co_return 0;
  const auto unpark = [event](db::Tx& tx) {
    return intake::unpark(tx, workspace::ScopeMaker::for_node(), event.raw, event.position);
  };
  auto unparked = co_await context.main.write(unpark);
  if (!unparked) co_return unparked.error();
  const auto remove = [raw = event.raw](db::Tx& tx) {
    return intake::prune_raw(tx, workspace::ScopeMaker::for_node(), {raw});
  };
  auto removed = co_await context.journal.write(remove);
  if (!removed) co_return removed.error();
  co_return 1;
}

/// What Instagram delivered is kept only while something of it is parked.
Task<Result<std::int64_t>> erase_bodies(Context context, Scope scope, std::string igsid) {
  const auto list = [scope](db::Tx& tx) {
    return intake::list_parked(tx, scope, false, {}, "", kMostParked);
  };
  auto parked = co_await context.main.read(list);
  if (!parked) co_return parked.error();
  std::int64_t gone = 0;
  for (const intake::ParkedEvent& event : parked->items) {
    auto erased = co_await erase_body(context, event, igsid);
    if (!erased) co_return erased.error();
    gone += *erased;
  }
  co_return gone;
}

}  // namespace

/// One table a transaction: none reads for long.
Task<Result<Reply>> export_person(PersonContext context, Scope scope, ContactId id) {
  const auto load = [scope, id](db::Tx& tx) { return load_person(tx, scope, id); };
  auto person = co_await context.main.read(load);
  if (!person) co_return person.error();
  json::Object tables;
  for (const PersonTable& table : person_tables()) {
    const auto read = [scope, facts = *person, table](db::Tx& tx) {
      return export_table(tx, scope, facts, table);
    };
    auto rows = co_await context.main.read(read);
    if (!rows) co_return rows.error();
    tables[table.name] = *std::move(rows);
  }
  json::Object out{{"exported_at", to_rfc3339(context.seams->clock.now())},
                   {"contact_id", to_text(id)},
                   {"tables", std::move(tables)}};
  co_return workspace::reply_with(std::move(out));
}

Task<Result<Reply>> erase_person(PersonContext context, Scope scope, ContactId id) {
  const auto load = [scope, id](db::Tx& tx) { return load_person(tx, scope, id); };
  auto person = co_await context.main.read(load);
  if (!person) co_return person.error();
  auto bodies = co_await erase_bodies(context, scope, person->igsid);
  if (!bodies) co_return bodies.error();
  auto erased = co_await erase_rows(context, scope, id);
  if (!erased) co_return erased.error();
  json::Object counts;
  for (const auto& [table, rows] : erased->rows) {
    if (rows > 0) counts[table] = rows;
  }
  if (*bodies > 0) counts["raw_event"] = *bodies;
  json::Object out{{"erased", std::move(counts)}, {"opt_out_kept", erased->opt_out_kept}};
  co_return workspace::reply_with(std::move(out));
}

}  // namespace dunlin::server
