# The pages in a container; nothing of the workbench needs one. The database and its key live in the volume /data.
FROM python:3.11-slim
RUN useradd --create-home desk && mkdir /data && chown desk /data
WORKDIR /app
COPY pyproject.toml constraints.txt README.md ./
COPY workbench workbench
COPY dashboards dashboards
COPY data data
RUN pip install --no-cache-dir -c constraints.txt -e .
USER desk
ENV NUMBA_CACHE_DIR=/tmp/numba OMP_NUM_THREADS=1
VOLUME /data
EXPOSE 5006
ENTRYPOINT ["workbench", "serve", "--db", "sqlite:////data/workbench.db", "--address", "0.0.0.0"]
