#include "accounts/decide_token.h"

#include <fmt/format.h>

namespace dunlin::accounts {
namespace {

Error refused(const graph::GraphError& error) {
  const bool dead = error.act == graph::ErrorAct::reauthorise;
  const std::string what = dead ? "it is not valid, has expired or was withdrawn." : error.plain;
  return Error(Code::invalid, "account.token_refused",
               fmt::format("Instagram does not take this access token (error {}/{}): {}",
                           error.code, error.subcode, what))
      .at("access_token")
      .hinting(
          dead ? "Make a new token in Meta's app dashboard (Instagram, API setup with Instagram "
                 "login) and send that one. Nothing was stored."
               : "Mend it in Meta's app dashboard or in the Instagram app, then connect the "
                 "account again. Nothing was stored.");
}

Error unproved(std::string_view why) {
  return Error(Code::unavailable, "account.token_unproved",
               fmt::format("The access token could not be proved: {}", why))
      .hinting("Nothing was stored. Try again in a moment.")
      .retrying(Retry::later);
}

Error without_answer(std::string_view id, std::string_view why) {
  Error error = unproved(why);
  if (id != "net.proxy") return error;
  return std::move(error).at("proxy").hinting(
      "Look at host, port, user and password of the proxy. Nothing was stored.");
}

Error of_error(const graph::GraphError& error) {
  switch (error.act) {
    case graph::ErrorAct::reauthorise:
    case graph::ErrorAct::pause:
    case graph::ErrorAct::terminal:
      return refused(error);
    case graph::ErrorAct::throttle:
      return unproved("Instagram takes no more calls of this app or account for now.");
    case graph::ErrorAct::retry:
    case graph::ErrorAct::verify:
      return unproved(fmt::format("Instagram answered with a fault of its own (error {}/{}).",
                                  error.code, error.subcode));
  }
  return refused(error);
}

}  // namespace

Result<Proven> judge_token(const graph::ReadAnswer<graph::ProfileAnswer>& answer,
                           std::string_view ig_id) {
  if (const auto* error = std::get_if<graph::GraphError>(&answer.outcome)) return of_error(*error);
  if (const auto* not_sent = std::get_if<graph::NotSent>(&answer.outcome))
    return without_answer(not_sent->id, not_sent->reason);
  if (const auto* unknown = std::get_if<graph::Unknown>(&answer.outcome))
    return without_answer(unknown->id, unknown->reason);
  const auto& me = std::get<graph::ProfileAnswer>(answer.outcome);
  if (me.id != ig_id) {
    const std::string name = me.username.empty() ? "" : fmt::format(" (@{})", me.username);
    return Error(Code::invalid, "account.token_mismatch",
                 fmt::format("The account id does not match the token: the token belongs to {}{}, "
                             "not to {}.",
                             me.id, name, ig_id))
        .at("ig_id")
        .hinting("Send the id that belongs to the token, or a token made for this account.");
  }
  return Proven{.username = me.username};
}

}  // namespace dunlin::accounts
