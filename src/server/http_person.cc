#include "server/http_person.h"

#include "contacts/contacts.h"
#include "json/reader.h"
#include "server/person.h"

namespace dunlin::server {

using workspace::Access;
using workspace::Call;
using workspace::Reply;

namespace {

/// Its entry in the audit log comes first: what is begun is gone in part, however it ends.
Task<Result<Reply>> erase(PersonContext context, Call call, ContactId id) {
  const auto find = [scope = call.scope, id](db::Tx& tx) { return contacts::find(tx, scope, id); };
  auto known = co_await context.main.read(find);
  if (!known) co_return known.error();
  auto noted = co_await workspace::note_change(context.main, call);
  if (!noted) co_return noted.error();
  co_return co_await erase_person(context, call.scope, id);
}

}  // namespace

std::vector<workspace::Endpoint> person_endpoints(db::Database main, db::Database journal,
                                                  Seams& seams) {
  const PersonContext context{std::move(main), std::move(journal), &seams};
  const auto exported = [context](const Call& call) {
    const auto id = call.id<ContactId>();
    if (!id) return workspace::answer(id.error());
    return export_person(context, call.scope, *id);
  };
  const auto erased = [context](const Call& call) {
    const auto id = call.id<ContactId>();
    if (!id) return workspace::answer(id.error());
    json::Reader in(call.body);
    (void)in.choice("confirm", {"erase"});
    if (auto status = in.finish(); !status) return workspace::answer(std::move(status).error());
    return erase(context, call, *id);
  };
  return {
      workspace::endpoint("GET", "/api/v1/contacts/{id}/export", Access::manage, exported),
      workspace::changing("POST", "/api/v1/contacts/{id}/erase", Access::manage, "contact.erase",
                          erased),
  };
}

}  // namespace dunlin::server
