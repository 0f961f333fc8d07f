#include "db/answers.h"

#include <utility>

namespace dunlin::db {
namespace {

struct Delivery {
  Executor home;
  std::shared_ptr<std::vector<Settled>> settled = std::make_shared<std::vector<Settled>>();
};

Delivery& delivery_to(const Executor& home, std::vector<Delivery>& deliveries) {
  for (Delivery& delivery : deliveries) {
    if (delivery.home == home) return delivery;
  }
  return deliveries.emplace_back(Delivery{.home = home});
}

void deliver(std::vector<Settled>& settled) {
  for (Settled& each : settled) {
    for (const auto& effect : each.effects) effect();
    // The closure's captures die here, on the caller's executor.
    std::exchange(each.work, nullptr)->answer();
  }
}

}  // namespace

void post_answers(std::vector<Settled> settled) {
  std::vector<Delivery> deliveries;
  for (Settled& each : settled) {
    delivery_to(each.work->home(), deliveries).settled->push_back(std::move(each));
  }
  for (const Delivery& delivery : deliveries) {
    post(delivery.home, [batch = delivery.settled] { deliver(*batch); });
  }
}

void post_answer(Settled settled) {
  std::vector<Settled> one;
  one.push_back(std::move(settled));
  post_answers(std::move(one));
}

}  // namespace dunlin::db
