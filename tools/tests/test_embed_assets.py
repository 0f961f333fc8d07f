import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent

PROGRAM = r"""
#include <cstdio>
#include <string>

#include "server/assets.h"

int main() {
  for (const auto& a : dunlin::server::assets()) {
    std::printf("%s|%s|%zu|%d|%d|%zu|", std::string(a.path).c_str(), std::string(a.content_type).c_str(), a.bytes.size(),
                a.gzip_bytes.empty() ? 0 : 1, a.immutable ? 1 : 0, a.etag.size());
    std::printf("%s\n", dunlin::server::find_asset(a.path) == &a ? "found" : "lost");
  }
  std::printf("%s\n", dunlin::server::find_asset("/none") ? "there" : "none");
}
"""


class Embed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        (self.folder / "dist/assets").mkdir(parents=True)

    def embed(self):
        out = self.folder / "out"
        command = ["cmake", "-D", f"DIST={self.folder}/dist", "-D", f"OUT={out}", "-P", ROOT / "tools/embed_assets.cmake"]
        return subprocess.run(command, capture_output=True, text=True)

    def compile_and_run(self):
        (self.folder / "main.cc").write_text(PROGRAM)
        sources = [self.folder / name for name in ("main.cc", "out/assets.cc", "out/assets.S")]
        program = self.folder / "program"
        flags = ["-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Werror", f"-I{ROOT}/src"]
        subprocess.run(["clang++-19", *flags, *sources, "-o", program], check=True, capture_output=True)
        return subprocess.run([program], check=True, capture_output=True, text=True).stdout.splitlines()

    def test_every_file_is_in_the_program_with_its_type_and_a_smaller_copy(self):
        (self.folder / "dist/index.html").write_text("<p>hello</p>" * 100)
        (self.folder / "dist/assets/app-1.js").write_text("go();\n" * 100)
        (self.folder / "dist/assets/app-1.js.map").write_text("{}")
        (self.folder / "dist/x.png").write_bytes(b"\x89")
        (self.folder / "dist/.vite").mkdir()
        (self.folder / "dist/.vite/manifest.json").write_text("{}")
        self.assertEqual(self.embed().returncode, 0)
        self.assertEqual(self.compile_and_run(), [
            "/assets/app-1.js|text/javascript; charset=utf-8|600|1|1|22|found",
            "/index.html|text/html; charset=utf-8|1200|1|0|22|found",
            "/x.png|image/png|1|0|0|22|found",
            "none",
        ])

    def test_without_pages_there_are_none(self):
        self.assertEqual(self.embed().returncode, 0)
        self.assertEqual(self.compile_and_run(), ["none"])

    def test_a_file_of_unknown_type_is_refused(self):
        (self.folder / "dist/a.exe").write_text("x")
        done = self.embed()
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("no content type is known", done.stderr)
