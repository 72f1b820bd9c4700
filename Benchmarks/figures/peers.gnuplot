# How many times as fast as each peer Nabla is: a line a workload, a point a peer, both ends of its rounds beside it.
# Called by report.py, which sets data, output, rows, peers and machine.
set terminal svg size 1200, 170 + 18 * rows font 'sans-serif,13' background 'white'
set output output
set title "How many times as fast Nabla is\n{/*0.85 " . machine . "}"
set logscale x
set xlabel 'time of the peer / time of Nabla'
set xtics (0.5, 1, 2, 5, 10, 20, 50, 100, 200)
set ytics font ',11' scale 0
set grid xtics ytics lc rgb '#dddddd' lt 1
set arrow 1 from 1, graph 0 to 1, graph 1 nohead lc rgb '#000000' lw 1.5
set yrange [0.5 - rows : 0.5]
set lmargin 56
set key outside right top samplen 2 font ',12'
set border 1
set tics nomirror
array colours[5] = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#777777']
plot for [k = 1:words(peers)] data using 3 * k : 2 : 3 * k + 1 : 3 * k + 2 : ytic(1) \
  with xerrorbars pt 7 ps 0.7 lc rgb colours[k] title word(peers, k)
