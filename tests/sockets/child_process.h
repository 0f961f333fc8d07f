#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "tests/sockets/testing_socket.h"

namespace dunlin::testing {

/// Whether Debian's package is there; tests of other people's programs are skipped without.
inline bool installed(const std::string& program) {
  return std::filesystem::exists("/usr/bin/" + program) ||
         std::filesystem::exists("/usr/sbin/" + program);
}

/// A child process that serves a port of 127.0.0.1; ends with its test.
class Child {
 public:
  Child(std::vector<std::string> command, std::uint16_t port) {
    std::vector<char*> arguments;
    for (std::string& part : command) arguments.push_back(part.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t quiet;
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, 2, "/dev/null", O_WRONLY, 0);
    started_ = posix_spawnp(&pid_, arguments[0], &quiet, nullptr, arguments.data(), environ) == 0;
    posix_spawn_file_actions_destroy(&quiet);
    while (started_ && !listens(port)) started_ = waitpid(pid_, nullptr, WNOHANG) == 0;
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!started_) return;
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  [[nodiscard]] bool started() const { return started_; }

 private:
  static bool listens(std::uint16_t port) {
    const Socket probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = Socket::loopback(port);
    return ::connect(probe.fd(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  pid_t pid_ = 0;
  bool started_ = false;
};

}  // namespace dunlin::testing
