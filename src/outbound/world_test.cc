#include "tests/outbound/world.h"

#include <algorithm>

#include <fmt/format.h>

namespace dunlin::outbound::test {
namespace {

constexpr auto kOpens = conversations::OpenedBy::message;

conversations::Message inbound(MessageId id, std::string mid, Instant now) {
  conversations::Message out;
  out.id = id;
  out.mid = std::move(mid);
  out.text = "how much is it?";
  out.sent_at = now;
  out.received_at = now;
  return out;
}

Status write_in(db::Tx& tx, ContactId contact, std::string_view igsid, ConversationId conversation,
                Instant now) {
  DUNLIN_TRY(const auto touched,
             contacts::touch(tx, scope(), kAccount, igsid, contact, now, false));
  DUNLIN_TRY(const auto opened,
             conversations::open(tx, scope(), kAccount, contact, conversation, now, true));
  const MessageId id{1'000'000 + conversation.value};
  DUNLIN_TRY(const auto recorded,
             conversations::record_inbound(
                 tx, scope(), opened.conversation,
                 inbound(id, fmt::format("in{}", conversation.value), now), kOpens));
  check(touched.created && recorded.is_new, "the world is made once");
  return {};
}

std::string member(const json::Value& value, std::string_view outer, std::string_view inner) {
  const json::Value* part = value.as_object().if_contains(outer);
  const json::Value* found = part ? part->as_object().if_contains(inner) : nullptr;
  return found ? std::string(std::string_view(found->as_string())) : std::string();
}

std::string error_body(const Fate& fate) {
  return fmt::format(R"({{"error":{{"message":"refused","code":{},"error_subcode":{}}}}})",
                     fate.code, fate.subcode);
}

net::ClientResponse failing(const Fate& fate) {
  net::ClientResponse out{400, {}, error_body(fate)};
  if (fate.regain_minutes > 0) {
    out.headers.add(
        "X-Business-Use-Case-Usage",
        fmt::format(R"({{"1":[{{"call_count":100,"estimated_time_to_regain_access":{}}}]}})",
                    fate.regain_minutes));
  }
  return out;
}

net::TransportFailure no_answer(net::TransportFailure::Sent sent) {
  return {sent, sent == net::TransportFailure::Sent::maybe ? "net.timeout" : "net.refused",
          "No answer came."};
}

}  // namespace

std::unique_ptr<accounts::Vault> make_vault(Random& random) {
  auto vault = accounts::Vault::create(Secret<>(std::string(32, 'k')), random);
  return *std::move(vault);
}

Status populate(db::Tx& tx, const accounts::Vault& vault, Instant now,
                accounts::Transport transport) {
  DUNLIN_TRY(const auto made, workspace::create_workspace(tx, node(), kWorkspace, "Shop", now));
  accounts::NewAccount account;
  account.id = kAccount;
  account.ig_id = kIgId;
  account.username = "demo.shop";
  account.transport = transport;
  account.token = Secret<>("IGAA-token");
  DUNLIN_TRY(const auto connected, accounts::connect(tx, scope(), vault, account, now));
  check(made == kWorkspace && connected.id == kAccount, "the world is made once");
  return write_in(tx, kContact, kIgsid, kConversation, now);
}

Status add_person(db::Tx& tx, std::int64_t number, std::string_view igsid, Instant now) {
  return write_in(tx, ContactId{number}, igsid, ConversationId{number + 1}, now);
}

NewIntent wished(std::int64_t number, std::string text) {
  NewIntent out;
  out.id = IntentId{number};
  out.message = MessageId{number};
  out.account = kAccount;
  out.conversation = kConversation;
  out.contact = kContact;
  out.recipient = {.kind = graph::Recipient::Kind::person, .id = std::string(kIgsid)};
  out.content = graph::Text{.text = std::move(text), .quick_replies = {}};
  out.cause = fmt::format("event {}", number);
  return out;
}

Result<Enqueued> enqueue_now(db::Tx& tx, const NewIntent& intent, Instant now) {
  DUNLIN_TRY(const auto opened, conversations::open(tx, scope(), intent.account, intent.contact,
                                                    intent.conversation, now, false));
  return enqueue(tx, scope(), opened.conversation, intent, now);
}

Task<net::ClientResult> FakeGraph::send(net::ClientRequest request) {
  Timers& timers = *timers_;
  co_await sleep(timers, latency);
  if (request.kind == net::ClientRequest::Kind::read) co_return read(request.url);
  if (request.body.find("sender_action") != std::string::npos) co_return mark();
  Fate fate;
  if (!fates.empty()) {
    fate = fates.front();
    fates.pop_front();
  }
  net::ClientResult answer = effect(request.body, fate);
  if (fate.kind == Fate::Kind::hangs) co_await sleep(timers, std::chrono::hours{1});
  if (fate.kind == Fate::Kind::lost_after_effect || fate.kind == Fate::Kind::lost_before_effect) {
    co_await sleep(timers, request.deadline - latency);
  }
  co_return answer;
}

net::ClientResult FakeGraph::effect(const std::string& body, const Fate& fate) {
  using enum Fate::Kind;
  if (fate.kind == error) return failing(fate);
  if (fate.kind == not_sent) return no_answer(net::TransportFailure::Sent::surely_not);
  if (fate.kind == lost_before_effect) return no_answer(net::TransportFailure::Sent::maybe);
  const auto value = json::parse(body);
  const std::string mid = fmt::format("mid{}", ++made_);
  const bool tagged = value->as_object().contains("tag");
  delivered.push_back({mid, member(*value, "recipient", "id"), member(*value, "message", "text"),
                       clock_.now(), tagged});
  if (fate.kind != answered) return no_answer(net::TransportFailure::Sent::maybe);
  return net::ClientResponse{
      200,
      {},
      fmt::format(R"({{"recipient_id":"{}","message_id":"{}"}})", delivered.back().igsid, mid)};
}

net::ClientResult FakeGraph::mark() {
  ++marks;
  if (mark_fate.kind == Fate::Kind::error) return failing(mark_fate);
  return net::ClientResponse{200, {}, fmt::format(R"({{"recipient_id":"{}"}})", kIgsid)};
}

net::ClientResult FakeGraph::read(const std::string& url) {
  ++reads;
  if (read_fate.kind == Fate::Kind::error) return failing(read_fate);
  if (read_fate.kind != Fate::Kind::answered) return no_answer(net::TransportFailure::Sent::maybe);
  json::Array messages;
  for (auto it = delivered.rbegin(); it != delivered.rend(); ++it) {
    if (url.find("user_id=" + it->igsid) == std::string::npos) continue;
    messages.push_back(
        json::Object{{"id", it->mid},
                     {"created_time", to_rfc3339(it->at)},
                     {"from", json::Object{{"id", kIgId}}},
                     {"to", json::Object{{"data", json::Array{json::Object{{"id", it->igsid}}}}}},
                     {"message", it->text}});
  }
  const json::Object body{
      {"data",
       json::Array{json::Object{{"id", "conv"}, {"messages", json::Object{{"data", messages}}}}}}};
  return net::ClientResponse{200, {}, json::print(body)};
}

World::World(Marks marks, accounts::Transport transport)
    : storage_(testing::open_inline_storage(testing::Schema::migrated, seams_.clock())),
      vault_(make_vault(seams_.seams().random)) {
  options.typing_indicator = marks == Marks::shown;
  const auto fill = [this, transport](db::Tx& tx) {
    return populate(tx, *vault_, now(), transport);
  };
  const auto filled = write(fill);
  check(filled.ok(), filled.ok() ? "" : filled.error().text());
}

World::~World() {
  crash();
  storage_.main->close();
  storage_.journal->close();
}

void World::start() {
  auto& scheduler = seams_.scheduler();
  domain_ = scheduler.new_domain();
  timers_ = scheduler.timers(domain_);
  const Seams& outer = seams_.seams();
  process_ = std::make_unique<Seams>(Seams{.clock = outer.clock,
                                           .random = outer.random,
                                           .timers = *timers_,
                                           .ids = outer.ids,
                                           .executor = scheduler.executor(domain_)});
  graph_.use(*timers_);
  const SettleListener note = [this](db::Tx& tx, const Scope&, const Settled& one, Instant) {
    tx.after_commit([this, one] { settled.push_back(one); });
    return Status();
  };
  sender_ =
      std::make_unique<Sender>(*process_, database(), graph_, *vault_, options, std::vector{note});
  spawn(process_->executor, sender_->run());
}

void World::crash() {
  if (!sender_) return;
  seams_.scheduler().drop(domain_);
  sender_.reset();
  process_.reset();
  timers_.reset();
}

Enqueued World::want(const NewIntent& intent) {
  const auto add = [this, intent](db::Tx& tx) { return enqueue_now(tx, intent, now()); };
  const auto enqueued = write(add);
  check(enqueued.ok(), enqueued.ok() ? "" : enqueued.error().text());
  if (sender_) sender_->wake();
  return *enqueued;
}

Intent World::intent(std::int64_t number) {
  return *write([number](db::Tx& tx) { return find_intent(tx, scope(), IntentId{number}); });
}

conversations::Message World::message(std::int64_t number) {
  return *write(
      [number](db::Tx& tx) { return conversations::find_message(tx, scope(), MessageId{number}); });
}

accounts::Account World::account() {
  return *write([](db::Tx& tx) { return accounts::find(tx, scope(), kAccount); });
}

bool World::echo(const FakeGraph::Delivered& message) {
  const EchoSeen seen{
      .mid = message.mid, .text = message.text, .has_attachments = false, .at = message.at};
  const auto settle = [this, seen](db::Tx& tx) -> Result<bool> {
    DUNLIN_TRY(const auto opened,
               conversations::open(tx, scope(), kAccount, kContact, kConversation, now(), false));
    return settle_by_echo(tx, scope(), opened.conversation, seen, now());
  };
  return *write(settle);
}

std::vector<std::string> World::texts() const {
  std::vector<std::string> out;
  for (const auto& one : graph_.delivered) out.push_back(one.text);
  return out;
}

}  // namespace dunlin::outbound::test
