# Stakegraph for use with a Neo4j. docs/operating.md, "In containers", says how to run it, and compose.yaml does.

FROM python:3.12-slim AS base

FROM base AS build
ENV UV_NO_CACHE=1 UV_PYTHON_DOWNLOADS=never
WORKDIR /build
# The lock holds the tools of development too. Given as constraints, it makes uv take what the wheel needs and nothing
# else, in the versions that were tested, and refuse what has another hash. uv itself is installed from its own lines.
COPY tests/requirements.txt tests/
RUN sed -n '/^uv==/,/[^\\]$/p' tests/requirements.txt > uv.txt \
    && pip install --no-cache-dir --disable-pip-version-check --require-hashes --requirement uv.txt
COPY pyproject.toml README.md LICENSE ./
COPY app app
COPY graph graph
COPY schema schema
COPY scoring scoring
COPY seeds seeds
RUN uv build --wheel --build-constraint tests/requirements.txt \
    && uv venv --python /usr/local/bin/python /opt/stakegraph \
    && set -- dist/*.whl \
    && uv pip install --python /opt/stakegraph --compile-bytecode --constraint tests/requirements.txt "$1[metrics,telemetry]"

FROM base
COPY --from=build /opt/stakegraph /opt/stakegraph
ENV PATH="/opt/stakegraph/bin:$PATH"
USER 10001:10001
# Whether the process runs; whether its database answers is for /readyz. Give another port in STAKEGRAPH_PORT: the
# flag --port is not seen here.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["python", "-c", "import http.client, os; asked = http.client.HTTPConnection('localhost', int(os.environ.get('STAKEGRAPH_PORT') or 8000), timeout=3); asked.request('GET', '/livez'); raise SystemExit(asked.getresponse().status != 200)"]
ENTRYPOINT ["stakegraph"]
CMD ["serve"]
