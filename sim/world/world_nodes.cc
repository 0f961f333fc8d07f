#include <algorithm>

#include "base/check.h"
#include "sim/world/link.h"
#include "sim/world/world.h"

namespace dunlin::world {

using namespace std::chrono_literals;

namespace {

/// Who stands still beside another's send wakes while that may be on its way.
constexpr Duration kBeside = 800ms;

}  // namespace

void World::open_database() {
  if (database_) return;
  remember_order_of_commits();
  database_.emplace();
  Database& database = *database_;
  database.domain = scheduler_.new_domain();
  database.executor = scheduler_.executor(database.domain);
  database.timers = scheduler_.timers(database.domain);
  const auto on_fatal = [](const Error& error) { check_failed_with(error); };
  const SimulatedBackend::Place place{database_clock_, database.executor, *database.timers,
                                      [this] { return weather_.disk_takes(); }};
  database.main = *SimulatedBackend::open("dunlin.db", place, on_fatal);
  database.journal = *SimulatedBackend::open("journal.db", place, on_fatal);
  spawn(database.executor, attend(db::Database(database.main), *database.timers, clock_));
}

/// The disk is off meanwhile: closing writes nothing.
void World::close_database() {
  if (!database_) return;
  open_work_.reset();
  disk_.power_off();
  database_->main->drop();
  database_->journal->drop();
  scheduler_.drop(database_->domain);
  database_.reset();
  disk_.revive();
}

void World::link_up(Node& node) {
  open_database();
  Life& life = *node.life;
  const auto link = [&](const std::shared_ptr<SimulatedBackend>& to,
                        std::function<void()> on_sending) {
    return std::make_shared<Link>(
        Link::Place{.database = to,
                    .clock = clock_,
                    .executor = life.executor,
                    .timers = *life.timers,
                    .weather = weather_,
                    .stands_still = [&node] { return node.pause.has_value(); },
                    .is_cut =
                        [this, &node] {
                          return scheduler_.elapsed() <
                                 std::max(node.without_database_until, database_away_until_);
                        },
                    .on_sending = std::move(on_sending)});
  };
  life.main = link(database_->main, [this, &node] {
    if (const auto length = weather_.stands_still_at_commit()) pause_soon(node, *length, "");
  });
  life.journal = link(database_->journal, {});
}

void World::step_node(Node& node) {
  if (node.pending_death) bring_down(node, *node.pending_death);
  const Duration now = scheduler_.elapsed();
  if (!node.life && now >= node.down_until) start(node);
  if (node.pending_pause) pause(node, *std::exchange(node.pending_pause, {}));
  if (node.pause && now >= node.pause->until) wake(node);
}

Node* World::any_node_up() {
  std::vector<Node*> up;
  for (const auto& node : nodes_) {
    if (node->life && !node->pause) up.push_back(node.get());
  }
  if (up.empty()) return nullptr;
  return up.size() == 1 ? up.front() : up.at(weather_.any_of(up.size()));
}

void World::each_second_of_nodes() {
  const Duration now = scheduler_.elapsed();
  const auto strike = [&](std::optional<Duration> length, Duration Node::* until) {
    Node* const node = length ? any_node_up() : nullptr;
    if (node == nullptr) return;
    node->*until = now + *length;
    troubles_.add(now, now + *length);
  };
  strike(weather_.node_loses_database(), &Node::without_database_until);
  strike(weather_.node_loses_instagram(), &Node::without_instagram_until);
  if (const auto length = weather_.all_lose_database()) {
    database_away_until_ = now + *length;
    troubles_.add(now, now + *length);
  }
  const auto length = weather_.node_stands_still();
  Node* const node = length ? any_node_up() : nullptr;
  if (node != nullptr) pause(*node, {.from = now, .until = now + *length, .beside = {}});
}

void World::pause(Node& node, Node::Pause pause) {
  if (!node.up() || node.pause) return;
  node.pause = std::move(pause);
  scheduler_.pause(node.life->domain);
}

void World::wake(Node& node) {
  const auto was = std::exchange(node.pause, {});
  if (!was || !node.life) return;
  troubles_.add(was->from, scheduler_.elapsed());
  scheduler_.resume(node.life->domain);
}

void World::pause(int node, Duration length) {
  const Duration now = scheduler_.elapsed();
  pause(*nodes_.at(static_cast<std::size_t>(node)),
        {.from = now, .until = now + length, .beside = {}});
}

void World::wake(int node) {
  wake(*nodes_.at(static_cast<std::size_t>(node)));
}

bool World::anybody_stands_still() const {
  return std::ranges::any_of(nodes_, [](const auto& node) { return node->pause.has_value(); });
}

/// Whoever stood still while sending to this person wakes while another sends to them.
void World::leaves(Node& node, const std::string& person) {
  const Duration now = scheduler_.elapsed();
  const auto number = std::ranges::find(nodes_, &node, &std::unique_ptr<Node>::get);
  if (on_send_) on_send_(static_cast<int>(number - nodes_.begin()));
  if (nodes() == 1) return;
  for (const auto& other : nodes_) {
    if (!other->pause || other->pause->beside != person) continue;
    weather_.note("woken_beside_a_send");
    const Duration after = weather_.any_of(2) == 0 ? Duration{0} : weather_.up_to(kBeside);
    other->pause->until = std::min(other->pause->until, now + after);
  }
  const auto length = weather_.stands_still_at_send();
  if (!length) return;
  pause_soon(node, *length, person);
  if (weather_.any_of(2) == 0) node.without_instagram_until = now + Duration{1};
}

/// When the step that runs now is over.
void World::pause_soon(Node& node, Duration length, const std::string& beside) {
  const Duration now = scheduler_.elapsed();
  if (node.pending_pause || node.pause) return;
  node.pending_pause = Node::Pause{.from = now, .until = now + length, .beside = beside};
}

}  // namespace dunlin::world
