"""How computations run: without the interpreter's lock, from many threads, after a fork, until Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import commonground as cg
import pytest

MANY = [f"Text {i} about topic {i % 7} and place {i % 11}, with words w{i % 13} and v{i % 17}." for i in range(3000)]

LONG = """
import random
random.seed(1)
words = [''.join(random.choices('abcdefghijklmnop', k=6)) for _ in range(3000)]
texts = [' '.join(random.choices(words, k=25)) for _ in range(20000)]
import commonground as cg
round = cg.Round.from_texts(texts)
"""


def test_eight_threads_may_call_one_model_at_once():
    vectorizer = cg.TfidfVectorizer().fit(MANY)
    rows = vectorizer.transform(MANY)
    kmeans = cg.KMeans(5).fit(rows)
    coder = cg.AreaCoder(cg.Framework.from_areas({"Place": ["place"], "Topic": ["topic"]})).fit(MANY[:50])
    expected = (rows.data.tobytes(), kmeans.predict(rows).tobytes(), coder.predict_proba(MANY[:200]).tobytes())

    def call(_):
        return (
            vectorizer.transform(MANY).data.tobytes(),
            kmeans.predict(rows).tobytes(),
            coder.predict_proba(MANY[:200]).tobytes(),
        )

    with ThreadPoolExecutor(8) as pool:
        assert all(found == expected for found in pool.map(call, range(32)))


def test_other_threads_run_while_something_is_computed():
    counted, is_done = [0], threading.Event()

    def count():
        while not is_done.is_set():
            counted[0] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=count)
    thread.start()
    before = counted[0]
    cg.cluster(cg.Round.from_texts(MANY), 7)
    during = counted[0] - before
    is_done.set()
    thread.join()
    assert during > 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_computes_the_same():
    round = cg.Round.from_texts(MANY[:200])
    expected = list(cg.cluster(round, 3)["cluster"])
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        same = list(cg.cluster(round, 3)["cluster"]) == expected
        os.write(writer, b"1" if same else b"0")
        os._exit(0)
    os.close(writer)
    assert os.read(reader, 1) == b"1"
    os.waitpid(child, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal")
def test_ctrl_c_ends_the_command_with_130(tmp_path):
    source = LONG.replace("round = cg.Round.from_texts(texts)", "") + f"open({str(tmp_path / 'a.csv')!r}, 'w').write(" \
        "'id,text\\n' + ''.join(f'{i},{t}\\n' for i, t in enumerate(texts)))"
    subprocess.run([sys.executable, "-c", source], check=True)
    command = [sys.executable, "-m", "commonground", "cluster", tmp_path / "a.csv", "--k", "40", "--quality", "best"]
    out = tmp_path / "out.csv"
    with subprocess.Popen([*command, "--out", out], stderr=subprocess.DEVNULL) as running:
        time.sleep(2.0)
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 130
    assert not out.exists()


@pytest.mark.filterwarnings("ignore")
def test_ctrl_c_in_a_notebook_leaves_the_kernel_alive(tmp_path):
    manager_module = pytest.importorskip("jupyter_client.manager")
    pytest.importorskip("ipykernel")
    manager, client = manager_module.start_new_kernel(kernel_name="python3", startup_timeout=120)

    def answer(asked):
        while True:
            message = client.get_shell_msg(timeout=120)
            if message["parent_header"].get("msg_id") == asked:
                return message["content"]

    try:
        assert answer(client.execute(LONG))["status"] == "ok"
        mark = tmp_path / "running"
        asked = client.execute(
            f"import pathlib; mark = pathlib.Path({str(mark)!r})\n"
            "cg.cluster(round, 40, quality='best', progress=lambda *news: mark.touch())",
            # Otherwise the kernel drops what it is sent in the moment after the error.
            stop_on_error=False,
        )
        latest = time.time() + 120
        while not mark.exists() and time.time() < latest:
            time.sleep(0.01)
        begun = time.time()
        manager.interrupt_kernel()
        found = answer(asked)
        print(f"the kernel answered {time.time() - begun:.2f} s after the interrupt")
        assert found["status"] == "error" and found["ename"] == "KeyboardInterrupt"
        few = "cg.Round.from_texts(['a cat', 'a cat', 'a dog', 'a dog'])"
        again = answer(client.execute(f"assert len(cg.cluster({few}, 2, max_df=1.0)) == 4"))
        assert again["status"] == "ok", again
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def test_nothing_but_numpy_is_needed_and_little_is_imported():
    source = """
import sys

class Nothing:
    def find_spec(self, name, path=None, target=None):
        wanted = ("pandas", "polars", "pyarrow", "duckdb", "sklearn", "scipy", "tqdm", "bertopic", "joblib")
        if name.partition(".")[0] in wanted:
            raise ImportError(name)

sys.meta_path.insert(0, Nothing())
import importlib.util
find = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name in ("pandas", "pyarrow") else find(name, *rest)
import commonground as cg
assert "numpy" not in sys.modules, "numpy is imported too early"
texts = ["No baseline for impact.", "Impact and baseline.", "An empty hall.", "The hall is empty."]
round = cg.Round.from_texts(texts)
study = cg.analyse(round, framework=cg.Framework.from_areas({"Impact": ["impact"], "Rooms": ["hall"]}), k=2)
assert study.matrix().to_dict()["impact"][0] is not None
assert cg.KMeans(2).fit([[0.0], [1.0], [9.0]]).labels_.tolist() == [0, 0, 1]
assert cg.KMeans(3).set_params(n_clusters=2).get_params()["n_clusters"] == 2
try:
    cg.AreaCoder().predict(texts)
except ValueError as error:
    assert "not fitted" in str(error)
print("fine")
"""
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True)
    assert done.stdout.strip() == "fine", done.stderr


def test_the_command_tells_its_version_and_its_exit_codes():
    def run(*arguments):
        return subprocess.run([sys.executable, "-m", "commonground", *arguments], capture_output=True, text=True)

    assert run("--version").stdout.strip() == f"commonground {cg.__version__}"
    assert (run().returncode, run("cluster", "no-such", "--k", "2", "--out", "x.csv").returncode) == (2, 1)
