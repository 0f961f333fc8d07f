#include "sim/world/app_client.h"

namespace dunlin::world {
namespace {

Task<net::ClientResult> through(OutsideOfApp outside, net::ClientRequest request) {
  instagram::InProcessClient client(outside.instagram, outside.place);
  co_return co_await client.send(std::move(request));
}

class AppClient final : public net::Client {
 public:
  explicit AppClient(OutsideOfApp outside) : outside_(std::move(outside)) {}

  Task<net::ClientResult> send(net::ClientRequest request) override {
    if (outside_.weather.unreachable()) {
      co_return net::ClientResult(net::TransportFailure{net::TransportFailure::Sent::surely_not,
                                                        "net.refused", "Nobody answers there."});
    }
    std::function<Task<net::ClientResult>()> call = [outside = outside_, request]() {
      return through(outside, request);
    };
    net::ClientResult lost = net::TransportFailure{net::TransportFailure::Sent::maybe, "net.reset",
                                                   "The connection broke."};
    co_return co_await outside_.calls.run<net::ClientResult>(outside_.place.executor,
                                                             std::move(call), std::move(lost));
  }

 private:
  OutsideOfApp outside_;
};

}  // namespace

std::unique_ptr<net::Client> app_client(OutsideOfApp outside) {
  return std::make_unique<AppClient>(std::move(outside));
}

}  // namespace dunlin::world
