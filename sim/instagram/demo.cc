#include "sim/instagram/demo.h"

namespace dunlin::instagram {

Status seed_demo(People people) {
  const NewAccount account{.username = std::string(kDemoUsername),
                           .name = "Demo Shop",
                           .ig_id = std::string(kDemoIgId),
                           .token = std::string(kDemoToken)};
  DUNLIN_TRY(const std::string ig_id, people.add_account(account));
  DUNLIN_TRY(std::string id,
             people.add_person(
                 {.id = "leila", .username = "leila.m", .name = "Leila M.", .follows = true}));
  DUNLIN_TRY(id, people.add_person({.id = "amir", .username = "amir.k", .name = "Amir"}));
  DUNLIN_TRY(id, people.add_person({.id = "sam", .username = "sam.writes", .name = "Sam"}));
  DUNLIN_TRY(id, people.add_media(ig_id, {.caption = "The blue dress is back in all sizes."}));
  DUNLIN_TRY(id, people.add_media(ig_id, {.caption = "Write PRICE and we tell you in a message.",
                                          .product_type = "REELS"}));
  return {};
}

}  // namespace dunlin::instagram
