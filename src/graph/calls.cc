#include <fmt/format.h>

#include "graph/graph.h"
#include "graph/read_answers.h"
#include "json/json.h"
#include "net/signature.h"

namespace dunlin::graph {
namespace {

using Parameters = std::initializer_list<std::pair<std::string_view, std::string_view>>;

net::ClientRequest request_of(const Options& options, const Caller& caller, std::string path,
                              Parameters parameters) {
  net::ClientRequest out;
  out.url = fmt::format("{}/{}/{}", options.base_url, options.version, path);
  char separator = '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    out.url += fmt::format("{}{}={}", separator, name, net::percent_encode(value));
    separator = '&';
  };
  for (const auto& [name, value] : parameters) add(name, value);
  if (options.appsecret_proof && !options.app_secret.empty()) {
    add("appsecret_proof",
        net::to_hex(net::hmac_sha256(options.app_secret.reveal(), caller.token.reveal())));
  }
  out.headers.add("Authorization", "Bearer " + caller.token.reveal());
  out.headers.add("Accept", "application/json");
  out.deadline = options.deadline;
  out.proxy = caller.proxy;
  return out;
}

net::ClientRequest effect_of(const Options& options, const Caller& caller, std::string body) {
  auto out = request_of(options, caller, net::percent_encode(caller.ig_id) + "/messages", {});
  out.kind = net::ClientRequest::Kind::effect;
  out.method = "POST";
  out.headers.add("Content-Type", "application/json");
  out.body = std::move(body);
  return out;
}

template <class Answer>
Answer without_answer(const net::TransportFailure& failure) {
  if (failure.sent == net::TransportFailure::Sent::surely_not) {
    return Answer{.outcome = NotSent{failure.id, failure.message}, .usage = {}};
  }
  return Answer{.outcome = Unknown{failure.id, failure.message}, .usage = {}};
}

Unknown unreadable(int status) {
  return {"graph.unreadable",
          fmt::format("Instagram answered {} with something that cannot be read.", status)};
}

/// What every answer may be instead of what was hoped for: an error, whatever the status says, or
/// unreadable.
template <class Answer>
std::optional<Answer> fault_of(const net::ClientResponse& response, const Usage& usage) {
  GraphError error = classify(response.status, response.body);
  if (error.code != 0) return Answer{.outcome = std::move(error), .usage = usage};
  if (response.status >= 200 && response.status < 300) return std::nullopt;
  return Answer{.outcome = unreadable(response.status), .usage = usage};
}

SendAnswer read_send(const net::ClientResult& result) {
  if (const auto* failure = std::get_if<net::TransportFailure>(&result)) {
    return without_answer<SendAnswer>(*failure);
  }
  const auto& response = std::get<net::ClientResponse>(result);
  const Usage usage = read_usage(response.headers);
  if (auto fault = fault_of<SendAnswer>(response, usage)) return *std::move(fault);
  const auto body = json::parse(response.body);
  const json::Object* object = body ? body->if_object() : nullptr;
  const auto text = [object](std::string_view key) {
    const json::Value* found = object ? object->if_contains(key) : nullptr;
    return found && found->is_string() ? std::string(std::string_view(found->get_string()))
                                       : std::string();
  };
  Sent sent{.message_id = text("message_id"), .recipient_id = text("recipient_id")};
  if (sent.message_id.empty() && sent.recipient_id.empty()) {
    return {.outcome = unreadable(response.status), .usage = usage};
  }
  return {.outcome = std::move(sent), .usage = usage};
}

template <class T, class Read>
ReadAnswer<T> read_answer(const net::ClientResult& result, const Read& read) {
  if (const auto* failure = std::get_if<net::TransportFailure>(&result)) {
    return without_answer<ReadAnswer<T>>(*failure);
  }
  const auto& response = std::get<net::ClientResponse>(result);
  const Usage usage = read_usage(response.headers);
  if (auto fault = fault_of<ReadAnswer<T>>(response, usage)) return *std::move(fault);
  const auto body = json::parse(response.body);
  if (body) {
    if (auto value = read(*body)) return {.outcome = *std::move(value), .usage = usage};
  }
  return {.outcome = unreadable(response.status), .usage = usage};
}

std::string_view name(SenderAction action) {
  switch (action) {
    case SenderAction::typing_on:
      return "typing_on";
    case SenderAction::typing_off:
      return "typing_off";
    case SenderAction::mark_seen:
      return "mark_seen";
  }
  return "typing_off";
}

}  // namespace

Task<SendAnswer> Graph::send(const Caller& caller, const Recipient& recipient,
                             const Content& content, bool human_agent) {
  auto request = effect_of(options_, caller, send_body(recipient, content, human_agent));
  const net::ClientResult result = co_await client_.send(std::move(request));
  SendAnswer answer = read_send(result);
  const auto* sent = std::get_if<Sent>(&answer.outcome);
  if (sent && sent->message_id.empty()) {
    answer.outcome = Unknown{"graph.no_message_id", "Instagram's answer names no message."};
  }
  co_return answer;
}

Task<SendAnswer> Graph::sender_action(const Caller& caller, std::string igsid,
                                      SenderAction action) {
  const json::Object body{{"recipient", json::Object{{"id", igsid}}},
                          {"sender_action", name(action)}};
  auto request = effect_of(options_, caller, json::print(body));
  const net::ClientResult result = co_await client_.send(std::move(request));
  co_return read_send(result);
}

Task<ReadAnswer<std::vector<ReadMessage>>> Graph::newest_messages(const Caller& caller,
                                                                  std::string igsid) {
  auto request = request_of(options_, caller, net::percent_encode(caller.ig_id) + "/conversations",
                            {{"platform", "instagram"},
                             {"user_id", igsid},
                             {"fields", "messages{id,created_time,from,to,message}"}});
  const net::ClientResult result = co_await client_.send(std::move(request));
  co_return read_answer<std::vector<ReadMessage>>(result, read_conversation);
}

Task<ReadAnswer<ReadMessage>> Graph::message(const Caller& caller, std::string mid) {
  auto request = request_of(options_, caller, net::percent_encode(mid),
                            {{"fields", "id,created_time,from,to,message"}});
  const net::ClientResult result = co_await client_.send(std::move(request));
  auto answer = read_answer<ReadMessage>(result, read_message);
  const auto* error = std::get_if<GraphError>(&answer.outcome);
  if (error && (error->code == 9000001 || error->subcode == 9000001)) {
    ReadMessage gone;
    gone.mid = std::move(mid);
    gone.deleted_or_too_old = true;
    answer.outcome = std::move(gone);
  }
  co_return answer;
}

Task<ReadAnswer<ProfileAnswer>> Graph::profile(const Caller& caller, std::string igsid) {
  auto request = request_of(options_, caller, net::percent_encode(igsid),
                            {{"fields",
                              "name,username,profile_pic,follower_count,is_user_follow_business,"
                              "is_business_follow_user,is_verified_user"}});
  const net::ClientResult result = co_await client_.send(std::move(request));
  co_return read_answer<ProfileAnswer>(result, read_profile);
}

Task<ReadAnswer<ProfileAnswer>> Graph::me(const Caller& caller) {
  auto request = request_of(options_, caller, "me", {{"fields", "user_id,username"}});
  const net::ClientResult result = co_await client_.send(std::move(request));
  co_return read_answer<ProfileAnswer>(result, read_profile);
}

}  // namespace dunlin::graph
